/** The arithmetic of worst cases. That real members keep to them is shown on real members. */
import { expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { budgetForAlerts } from "./failover-alert-limits";
import { DEFAULT_TIME_BUDGET } from "./failover-time-budget";
import { leaseEndSeenSeconds, worstCase, writesBeyondLeaseSeconds } from "./failover-worst-cases";

const worst = worstCase(DEFAULT_TIME_BUDGET);

it.each(["postmaster killed", "member lost", "member frozen"] as const)("is back within 22 s: %s", (fault) => {
  expect(worst[fault].seconds).toBeLessThanOrEqual(22);
});

it("adds up each fault", () => {
  expect(Object.fromEntries(Object.entries(worst).map(([fault, { seconds }]) => [fault, seconds]))).toEqual({
    "planned switchover": 12,
    "postmaster killed": 7,
    "member lost": 21.5,
    "node lost": 23.5,
    "member frozen": 21.5,
    "synchronous standby silent": 17,
    "API server away, with failsafe": 0,
    "API server back, without failsafe": 6.5,
  });
});

it("counts how long a primary writes beyond its lease where the times allow it", () => {
  expect(writesBeyondLeaseSeconds(DEFAULT_TIME_BUDGET)).toBe(0);
  expect(writesBeyondLeaseSeconds({ ...DEFAULT_TIME_BUDGET, retryTimeoutSeconds: 7 })).toBe(3);
});

it("counts the restart of a frozen member where that takes longer than its lease", () => {
  const { liveness } = DEFAULT_TIME_BUDGET;
  const patient = { ...DEFAULT_TIME_BUDGET, liveness: { ...liveness, terminationGracePeriodSeconds: 5 } };
  expect(worstCase(patient)["member frozen"].seconds).toBe(23);
});

it("lets replicas see the end of a lease in the first loop that begins after it", () => {
  const times = fc.record({
    ttlSeconds: fc.integer({ min: 20, max: 120 }),
    loopWaitSeconds: fc.integer({ min: 1, max: 60 }),
  });
  fc.assert(
    fc.property(times, (changes) => {
      let loop = 0.5;
      while (loop <= changes.ttlSeconds) loop += changes.loopWaitSeconds;
      expect(leaseEndSeenSeconds({ ...DEFAULT_TIME_BUDGET, ...changes })).toBe(loop);
    }),
  );
});

it("gives alerts limits that no failover within its budget reaches", () => {
  expect(budgetForAlerts(DEFAULT_TIME_BUDGET)).toEqual({
    noLeaderSeconds: 24,
    leaseNotRenewedSeconds: 15,
    noSynchronousStandbySeconds: 22,
    replicaSilentSeconds: 10,
    replayLagSeconds: 5,
  });
});
