import { endOfWritesSeconds, FIXED_TIMES } from "./failover-time-budget";
import type { TimeRule } from "./failover-time-rule";

/** Times of Patroni and its lease. */
export const LEASE_RULES: readonly TimeRule[] = [
  {
    field: "ttlSeconds",
    compares: ["the shortest lease Patroni takes", "the lease"],
    values: ({ ttlSeconds }) => [FIXED_TIMES.leastTtlSeconds, ttlSeconds],
    otherwise: "Patroni silently makes it longer",
    remedy: "raise it",
  },
  {
    field: "retryTimeoutSeconds",
    compares: ["the shortest retry Patroni takes", "the retry"],
    values: ({ retryTimeoutSeconds }) => [FIXED_TIMES.leastRetryTimeoutSeconds, retryTimeoutSeconds],
    otherwise: "Patroni silently makes it longer",
    remedy: "raise it",
  },
  {
    field: "retryTimeoutSeconds",
    compares: ["loop, two retries and asking all members", "the lease"],
    values: (budget) => [endOfWritesSeconds(budget), budget.ttlSeconds],
    otherwise: "a primary that reaches nobody still writes when another takes over",
    remedy: "lower it or loopWaitSeconds, or raise ttlSeconds",
  },
  {
    field: "loopWaitSeconds",
    compares: ["what is left of the lease after whole loops", "nothing"],
    values: ({ ttlSeconds, loopWaitSeconds }) => [ttlSeconds % loopWaitSeconds, 0],
    otherwise: "replicas see the end of the lease up to a loop late",
    remedy: "let ttlSeconds be a multiple of it",
  },
  {
    field: "primaryStartTimeoutSeconds",
    compares: ["loop, restart of a crashed database and hand-over", "the lease"],
    values: ({ loopWaitSeconds, primaryStartTimeoutSeconds, ttlSeconds }) => [
      loopWaitSeconds + primaryStartTimeoutSeconds + FIXED_TIMES.handOverSeconds,
      ttlSeconds,
    ],
    otherwise: "a crashed database keeps writes away for longer than a lost member",
    remedy: "lower it",
  },
  {
    field: "primaryStopTimeoutSeconds",
    compares: ["one second", "the stop in order"],
    values: ({ primaryStopTimeoutSeconds }) => [1, primaryStopTimeoutSeconds],
    otherwise: "Patroni waits without end for a database that doesn't stop",
    remedy: "raise it",
  },
  {
    field: "primaryStopTimeoutSeconds",
    compares: ["loop, stop in order, hand-over and asking the replicas", "the lease"],
    values: ({ loopWaitSeconds, primaryStopTimeoutSeconds, ttlSeconds }) => [
      loopWaitSeconds + primaryStopTimeoutSeconds + FIXED_TIMES.handOverSeconds + FIXED_TIMES.statusRequestSeconds,
      ttlSeconds,
    ],
    otherwise: "a primary that stops renews nothing, and loses its lease before the replicas have all it wrote",
    remedy: "lower it or loopWaitSeconds, or raise ttlSeconds",
  },
];
