import { FIXED_REDIS_TIMES as FIXED, type RedisTimes } from "./failover-times";
import { redisWorstCase } from "./failover-worst-cases";

/** Two times of which the first must not exceed the second. */
export interface RedisTimeRule {
  /** What is compared, in words. */
  readonly compares: readonly [string, string];
  /** The same in seconds. */
  readonly values: (times: RedisTimes) => readonly [number, number];
  /** What happens where it doesn't hold. */
  readonly otherwise: string;
}

/** Everything that must hold between the times. */
export const REDIS_TIME_RULES: readonly RedisTimeRule[] = [
  {
    compares: ["two reports of a replica", "how long a primary writes without any"],
    values: ({ replicaLagSeconds }) => [2 * FIXED.reportSeconds, replicaLagSeconds],
    otherwise: "one late report has a healthy primary refuse writes",
  },
  {
    compares: ["how long a primary writes without reports, and its next look at them", "when it is taken for down"],
    values: ({ replicaLagSeconds, downAfterSeconds }) => [replicaLagSeconds + FIXED.reportSeconds, downAfterSeconds],
    otherwise: "a primary that is cut off still takes writes when there is another",
  },
  {
    compares: ["two looks whether the new primary is one", "a step of a failover"],
    values: ({ failoverTimeoutSeconds }) => [2 * FIXED.infoSeconds, failoverTimeoutSeconds],
    otherwise: "a failover is given up that only one slow answer held back",
  },
  {
    compares: ["two rounds of votes", "a step of a failover"],
    values: ({ failoverTimeoutSeconds }) => [2 * FIXED.askSeconds, failoverTimeoutSeconds],
    otherwise: "an election is given up before all votes are in",
  },
  {
    compares: ["three questions of a primary", "the wait for a silent other end of a replication"],
    values: (times) => [3 * times.replicationPingSeconds, times.replicationTimeoutSeconds],
    otherwise: "a healthy replica is cut off, and may have to be copied whole",
  },
  {
    compares: ["the longest failover, one election in vain", "how long an empty member waits for it"],
    values: (times) => [redisWorstCase(times)["votes split once"].seconds, times.waitForFailoverSeconds],
    otherwise: "a member that lost its volume gives up while another is about to take over",
  },
  {
    compares: ["a planned hand-over", "how long a primary that must go tries it"],
    values: (times) => [redisWorstCase(times)["primary hands over"].seconds, times.handOverSeconds],
    otherwise: "a primary goes before another has taken over",
  },
  {
    compares: ["hand-over and orderly stop", "the pod's grace period"],
    values: (times) => [times.handOverSeconds + times.shutdownSeconds, times.podTerminationGracePeriodSeconds],
    otherwise: "a deleted pod is killed before it has handed over",
  },
  {
    compares: ["the failover from a frozen primary", "when its liveness probe ends it"],
    values: (times) => [
      redisWorstCase(times)["primary lost or frozen"].seconds,
      times.liveness.periodSeconds * times.liveness.failureThreshold,
    ],
    otherwise: "a restart that begins with an election in vain is added to a failover that would have been enough",
  },
];
