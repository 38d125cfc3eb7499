import type { ProbeTimes } from "../../stacks/failover-time-budget";

/** Every time that decides how long a failover takes, and for how long a primary that is cut off goes on. */
export interface RedisTimes {
  /** Without an answer for so long, a Sentinel takes a server for down. */
  readonly downAfterSeconds: number;
  /** How long a Sentinel waits for a step of a failover; after a failed one it waits twice as long for the next. */
  readonly failoverTimeoutSeconds: number;
  /** A primary refuses writes once no replica has reported within so many seconds. */
  readonly replicaLagSeconds: number;
  /** How long both ends of a replication wait for a silent other one. */
  readonly replicationTimeoutSeconds: number;
  /** How often a primary asks its replicas whether they are there. */
  readonly replicationPingSeconds: number;
  /** How long a server with an empty volume waits for another member to become primary in its place. */
  readonly waitForFailoverSeconds: number;
  /** How long a primary that must go tries to hand over, and its Sentinel stays to see to it. */
  readonly handOverSeconds: number;
  /** How long a stopping primary waits for replicas that haven't received all. */
  readonly shutdownSeconds: number;
  /** How long a deleted pod has for both. */
  readonly podTerminationGracePeriodSeconds: number;
  /** Until a server has loaded its data; the other probes begin then. */
  readonly startup: ProbeTimes;
  readonly liveness: ProbeTimes;
  readonly readiness: ProbeTimes;
}

/** The times of every environment. */
export const REDIS_TIMES: RedisTimes = {
  downAfterSeconds: 3,
  failoverTimeoutSeconds: 3,
  replicaLagSeconds: 2,
  replicationTimeoutSeconds: 10,
  replicationPingSeconds: 1,
  waitForFailoverSeconds: 30,
  handOverSeconds: 8,
  shutdownSeconds: 5,
  podTerminationGracePeriodSeconds: 30,
  startup: { periodSeconds: 2, timeoutSeconds: 3, failureThreshold: 300 },
  liveness: { periodSeconds: 5, timeoutSeconds: 3, failureThreshold: 4 },
  readiness: { periodSeconds: 3, timeoutSeconds: 3, failureThreshold: 2 },
};

/** What no setting changes: Valkey's own times, read in its source, and the keeper's. */
export const FIXED_REDIS_TIMES = {
  /** A Sentinel asks a server so often whether it is there. */
  pingSeconds: 1,
  /** Sentinels ask each other so often, whether a server is down and for whom they vote. */
  askSeconds: 1,
  /** A Sentinel waits at random up to so long before it stands for election, so that not all do at once. */
  desyncSeconds: 1,
  /** How often a Sentinel that fails over looks whether the new primary is one. */
  infoSeconds: 1,
  /** How often a Sentinel looks at what has come of all that, a step at a time. */
  tickSeconds: 0.1,
  /** A replica reports so often, and a primary looks so often who has. */
  reportSeconds: 1,
  /** How often the keeper looks. */
  keeperSeconds: 0.3,
} as const;
