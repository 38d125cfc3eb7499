/** The arithmetic of Sentinel's times. That real members keep to it is shown on real members. */
import { expect, it } from "@jest/globals";
import { REDIS_TIME_RULES } from "./failover-rules";
import { REDIS_TIMES, type RedisTimes } from "./failover-times";
import { lastWritesSeconds, redisWorstCase } from "./failover-worst-cases";

const { liveness } = REDIS_TIMES;

const broken = (times: RedisTimes) =>
  REDIS_TIME_RULES.flatMap(({ values }, index) => {
    const [first, second] = values(times);
    return first <= second ? [] : [index];
  });

it("breaks no rule", () => {
  expect(broken(REDIS_TIMES)).toEqual([]);
});

it.each<[number, Partial<RedisTimes>]>([
  [0, { replicaLagSeconds: 1 }],
  [1, { replicaLagSeconds: 3 }],
  [2, { failoverTimeoutSeconds: 1 }],
  [3, { failoverTimeoutSeconds: 1 }],
  [4, { replicationPingSeconds: 5 }],
  [5, { waitForFailoverSeconds: 10 }],
  [6, { handOverSeconds: 1 }],
  [7, { podTerminationGracePeriodSeconds: 10 }],
  [8, { liveness: { ...liveness, periodSeconds: 1 } }],
])("would break rule %d with %j", (rule, changes) => {
  expect(broken({ ...REDIS_TIMES, ...changes })).toContain(rule);
});

it("has a case for every rule", () => {
  expect(REDIS_TIME_RULES).toHaveLength(9);
});

it("has a new primary within 8 s of a lost one, and within 2 s of one that hands over", () => {
  const worst = redisWorstCase(REDIS_TIMES);
  expect(Object.fromEntries(Object.entries(worst).map(([fault, { seconds }]) => [fault, seconds]))).toEqual({
    "primary hands over": 1.7,
    "primary lost or frozen": 7.7,
    "votes split once": 14.7,
    "one replica lost": 0,
  });
});

it("ends the writes of a primary that is cut off", () => {
  expect(lastWritesSeconds(REDIS_TIMES)).toBe(4);
});
