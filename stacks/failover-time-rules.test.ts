/** What must hold between the times of a failover. Whether Patroni keeps to them is shown on real members. */
import { expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { ConfigError } from "./config-error";
import { DEFAULT_TIME_BUDGET, endOfFrozenSeconds, type FailoverTimeBudget } from "./failover-time-budget";
import { TIME_RULES, timeBudgetProblems } from "./failover-time-rules";
import { writesBeyondLeaseSeconds } from "./failover-worst-cases";

const { client, liveness, readiness, startup, tcp } = DEFAULT_TIME_BUDGET;

/** For each rule, times that break it alone, and what is said then. */
const BROKEN: readonly (readonly [Partial<FailoverTimeBudget>, string])[] = [
  [
    { ttlSeconds: 19, loopWaitSeconds: 1 },
    "ttlSeconds is 19: the shortest lease Patroni takes (20) must be at most the lease (19), or Patroni silently makes it longer: raise it",
  ],
  [
    { retryTimeoutSeconds: 2 },
    "retryTimeoutSeconds is 2: the shortest retry Patroni takes (3) must be at most the retry (2), or Patroni silently makes it longer: raise it",
  ],
  [
    { retryTimeoutSeconds: 6 },
    "retryTimeoutSeconds is 6: loop, two retries and asking all members (21) must be at most the lease (20), or a primary that reaches nobody still writes when another takes over: lower it or loopWaitSeconds, or raise ttlSeconds",
  ],
  [
    { loopWaitSeconds: 3 },
    "loopWaitSeconds is 3: what is left of the lease after whole loops (2) must be at most nothing (0), or replicas see the end of the lease up to a loop late: let ttlSeconds be a multiple of it",
  ],
  [
    { primaryStartTimeoutSeconds: 15 },
    "primaryStartTimeoutSeconds is 15: loop, restart of a crashed database and hand-over (21) must be at most the lease (20), or a crashed database keeps writes away for longer than a lost member: lower it",
  ],
  [
    { primaryStopTimeoutSeconds: 0 },
    "primaryStopTimeoutSeconds is 0: one second (1) must be at most the stop in order (0), or Patroni waits without end for a database that doesn't stop: raise it",
  ],
  [
    { primaryStopTimeoutSeconds: 13, retryTimeoutSeconds: 4 },
    "primaryStopTimeoutSeconds is 13: loop, stop in order, hand-over and asking the replicas (21) must be at most the lease (20), or a primary that stops renews nothing, and loses its lease before the replicas have all it wrote: lower it or loopWaitSeconds, or raise ttlSeconds",
  ],
  [
    { liveness: { ...liveness, periodSeconds: 4 } },
    "loopWaitSeconds is 5: the end of a frozen member (16) must be at most the lease less a loop and a second (14), or a frozen primary may wake beside its successor, and both write: lower it, or raise ttlSeconds",
  ],
  [
    { liveness: { ...liveness, failureThreshold: 2 }, primaryStopTimeoutSeconds: 9 },
    "liveness.failureThreshold is 2: three failures (3) must be at most the liveness probe's failures (2), or a slow member is killed as if it were frozen: raise it",
  ],
  [
    { liveness: { ...liveness, timeoutSeconds: 1 } },
    "liveness.timeoutSeconds is 1: two seconds (2) must be at most the liveness probe's timeout (1), or a slow member is killed as if it were frozen: raise it",
  ],
  [
    { liveness: { ...liveness, periodSeconds: 2, timeoutSeconds: 3 } },
    "liveness.timeoutSeconds is 3: the liveness probe's timeout (3) must be at most its period (2), or probes come later than their period says, and a frozen member ends later: lower it",
  ],
  [
    { liveness: { ...liveness, periodSeconds: 2 }, primaryStopTimeoutSeconds: 12 },
    "primaryStopTimeoutSeconds is 12: two retries, asking all members, stop in order (26) must be at most the lease and what the liveness probe still waits (24), or liveness kills members while the API server is away: lower it or retryTimeoutSeconds, or raise ttlSeconds",
  ],
  [
    { startup: { ...startup, failureThreshold: 1799 } },
    "startup.failureThreshold is 1799: an hour (3600) must be at most what the startup probe waits (3598), or a member that starts while the API server is away is restarted again and again, ever more slowly: raise it",
  ],
  [
    { readiness: { ...readiness, periodSeconds: 10 } },
    "readiness.periodSeconds is 10: what the readiness probe takes to see a failure (22) must be at most the lease (20), or readers are sent to a dead replica for longer than a failover takes: lower it",
  ],
  [
    { podTerminationGracePeriodSeconds: 27 },
    "podTerminationGracePeriodSeconds is 27: two loops, stop in order, hand-over, asking the replicas, one retry (28) must be at most the pod's grace period (27), or a deleted pod is killed before it has handed over: lower primaryStopTimeoutSeconds, loopWaitSeconds or retryTimeoutSeconds",
  ],
  [
    { walReceiverStatusIntervalSeconds: 6 },
    "walSenderTimeoutSeconds is 10: two reports of a standby (12) must be at most the primary's wait for a silent standby (10), or one lost report cuts a healthy standby off: raise it",
  ],
  [
    { walSenderTimeoutSeconds: 14 },
    "walSenderTimeoutSeconds is 14: the wait for a silent synchronous standby, until another is named (21) must be at most the lease (20), or a silent standby keeps writes waiting for longer than a lost primary: lower it or loopWaitSeconds, or raise ttlSeconds",
  ],
  [
    { walReceiverTimeoutSeconds: 21 },
    "walReceiverTimeoutSeconds is 21: a standby's wait for a silent primary (21) must be at most the lease (20), or a standby still waits for the old primary when there is a new one: lower it",
  ],
  [
    { tcp: { ...tcp, keepalivesCount: 8 } },
    "tcp.keepalivesIdleSeconds is 5: the time until keepalives give up (21) must be at most the lease (20), or sessions of clients that are gone hold their locks for longer than a failover takes: lower it",
  ],
  [
    { tcp: { ...tcp, userTimeoutSeconds: 21 } },
    "tcp.userTimeoutSeconds is 21: the time until unacknowledged data gives up (21) must be at most the lease (20), or sessions of clients that are gone hold their locks for longer than a failover takes: lower it",
  ],
  [
    { client: { ...client, connectTimeoutSeconds: 11 } },
    "client.connectTimeoutSeconds is 11: a client's attempt to connect (11) must be at most a request's wait for a connection (10), or a request fails before one attempt to connect has ended: lower it",
  ],
  [
    { client: { ...client, statementTimeoutSeconds: 15 } },
    "client.socketTimeoutSeconds is 15: the longest statement and a second (16) must be at most a client's wait for an answer (15), or clients hang up on statements that the server still allows: raise it",
  ],
  [
    { client: { ...client, socketTimeoutSeconds: 21 } },
    "client.socketTimeoutSeconds is 21: a client's wait for an answer (21) must be at most the lease (20), or clients still wait for the frozen primary when there is a new one: lower it",
  ],
  [
    { memberSlotsTtlSeconds: 599 },
    "memberSlotsTtlSeconds is 599: a server's maintenance (600) must be at most how long WAL is kept for a member without a pod (599), or a member that was away for maintenance must be copied anew: raise it",
  ],
];

it("finds nothing wrong with the defaults", () => {
  expect(timeBudgetProblems(DEFAULT_TIME_BUDGET, "gx:postgres.failover")).toEqual([]);
});

it("takes the longer lease that docs/failover.md proposes for servers far apart", () => {
  const distant = { ...DEFAULT_TIME_BUDGET, ttlSeconds: 30, retryTimeoutSeconds: 10 };
  expect(timeBudgetProblems(distant, "gx:postgres.failover")).toEqual([]);
});

it.each(BROKEN)("refuses %j", (changes, line) => {
  const problems = timeBudgetProblems({ ...DEFAULT_TIME_BUDGET, ...changes }, "gx:postgres.failover");
  expect(new ConfigError("It", problems).message).toBe(`It can't be used:\n  gx:postgres.failover.${line}`);
});

it("has a case for every rule", () => {
  const broken = BROKEN.map(([changes]) =>
    TIME_RULES.findIndex(({ values }) => {
      const [left, right] = values({ ...DEFAULT_TIME_BUDGET, ...changes });
      return left > right;
    }),
  );
  expect([...broken].sort((a, b) => a - b)).toEqual(TIME_RULES.map((_, index) => index));
});

it("takes no times under which two members may write at once", () => {
  const times = fc.record({
    ttlSeconds: fc.integer({ min: 20, max: 120 }),
    loopWaitSeconds: fc.integer({ min: 1, max: 60 }),
    retryTimeoutSeconds: fc.integer({ min: 3, max: 60 }),
  });
  fc.assert(
    fc.property(times, (changes) => {
      const budget = { ...DEFAULT_TIME_BUDGET, ...changes };
      fc.pre(timeBudgetProblems(budget, "failover").length === 0);
      expect(writesBeyondLeaseSeconds(budget)).toBe(0);
      expect(endOfFrozenSeconds(budget)).toBeLessThan(budget.ttlSeconds - budget.loopWaitSeconds);
    }),
  );
});
