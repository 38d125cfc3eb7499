import { endOfFrozenSeconds, FIXED_TIMES } from "./failover-time-budget";
import type { TimeRule } from "./failover-time-rule";

/** A member that waits for the API server to return isn't restarted for so long. */
const LONGEST_WAIT_TO_START_SECONDS = 3600;
const LEAST_LIVENESS_FAILURES = 3;
const LEAST_LIVENESS_TIMEOUT_SECONDS = 2;

/** Times of the kubelet's probes and grace periods. */
export const PROBE_RULES: readonly TimeRule[] = [
  {
    field: "loopWaitSeconds",
    compares: ["the end of a frozen member", "the lease less a loop and a second"],
    values: (budget) => [endOfFrozenSeconds(budget), budget.ttlSeconds - budget.loopWaitSeconds - 1],
    otherwise: "a frozen primary may wake beside its successor, and both write",
    remedy: "lower it, or raise ttlSeconds",
  },
  {
    field: "liveness.failureThreshold",
    compares: ["three failures", "the liveness probe's failures"],
    values: ({ liveness }) => [LEAST_LIVENESS_FAILURES, liveness.failureThreshold],
    otherwise: "a slow member is killed as if it were frozen",
    remedy: "raise it",
  },
  {
    field: "liveness.timeoutSeconds",
    compares: ["two seconds", "the liveness probe's timeout"],
    values: ({ liveness }) => [LEAST_LIVENESS_TIMEOUT_SECONDS, liveness.timeoutSeconds],
    otherwise: "a slow member is killed as if it were frozen",
    remedy: "raise it",
  },
  {
    field: "liveness.timeoutSeconds",
    compares: ["the liveness probe's timeout", "its period"],
    values: ({ liveness }) => [liveness.timeoutSeconds, liveness.periodSeconds],
    otherwise: "probes come later than their period says, and a frozen member ends later",
    remedy: "lower it",
  },
  {
    field: "primaryStopTimeoutSeconds",
    compares: ["two retries, asking all members, stop in order", "the lease and what the liveness probe still waits"],
    values: ({ retryTimeoutSeconds, primaryStopTimeoutSeconds, ttlSeconds, liveness }) => [
      2 * retryTimeoutSeconds + FIXED_TIMES.failsafeRequestSeconds + primaryStopTimeoutSeconds,
      ttlSeconds + (liveness.failureThreshold - 1) * liveness.periodSeconds,
    ],
    otherwise: "liveness kills members while the API server is away",
    remedy: "lower it or retryTimeoutSeconds, or raise ttlSeconds",
  },
  {
    field: "startup.failureThreshold",
    compares: ["an hour", "what the startup probe waits"],
    values: ({ startup }) => [LONGEST_WAIT_TO_START_SECONDS, startup.periodSeconds * startup.failureThreshold],
    otherwise: "a member that starts while the API server is away is restarted again and again, ever more slowly",
    remedy: "raise it",
  },
  {
    field: "readiness.periodSeconds",
    compares: ["what the readiness probe takes to see a failure", "the lease"],
    values: ({ readiness, ttlSeconds }) => [
      readiness.periodSeconds * readiness.failureThreshold + readiness.timeoutSeconds,
      ttlSeconds,
    ],
    otherwise: "readers are sent to a dead replica for longer than a failover takes",
    remedy: "lower it",
  },
  {
    field: "podTerminationGracePeriodSeconds",
    compares: ["two loops, stop in order, hand-over, asking the replicas, one retry", "the pod's grace period"],
    values: ({ loopWaitSeconds, primaryStopTimeoutSeconds, retryTimeoutSeconds, podTerminationGracePeriodSeconds }) => [
      2 * loopWaitSeconds +
        primaryStopTimeoutSeconds +
        FIXED_TIMES.handOverSeconds +
        FIXED_TIMES.statusRequestSeconds +
        retryTimeoutSeconds,
      podTerminationGracePeriodSeconds,
    ],
    otherwise: "a deleted pod is killed before it has handed over",
    remedy: "lower primaryStopTimeoutSeconds, loopWaitSeconds or retryTimeoutSeconds",
  },
];
