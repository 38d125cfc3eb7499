import {
  endOfFrozenSeconds,
  endOfWritesSeconds,
  FIXED_TIMES,
  type FailoverTimeBudget,
  silentStandbySeconds,
} from "./failover-time-budget";

/** What can happen to a cluster that has a synchronous standby, one thing at a time. */
export type Fault =
  | "planned switchover"
  | "postmaster killed"
  | "member lost"
  | "node lost"
  | "member frozen"
  | "synchronous standby silent"
  | "API server away, with failsafe"
  | "API server back, without failsafe";

/** How long writes are refused or wait, at most. */
export interface WorstCase {
  readonly seconds: number;
  /** What adds up to it. */
  readonly sum: string;
}

/** From the lease to the promoted database, measured on one machine; each call to an API server far away adds its round trip. */
const PROMOTION_SECONDS = 1;
/** From a container's end to a Patroni that looks at the cluster again. */
const RESTART_SECONDS = 5;

/** How long after its last renewal the replicas see that a lease has ended: at the first of their loops after it. */
export function leaseEndSeenSeconds({ ttlSeconds, loopWaitSeconds }: FailoverTimeBudget): number {
  const delay = FIXED_TIMES.replicaDelaySeconds;
  return delay + (Math.floor((ttlSeconds - delay) / loopWaitSeconds) + 1) * loopWaitSeconds;
}

/** For each fault, how long nobody can write, counted from it; without a client's own delays. */
export function worstCase(budget: FailoverTimeBudget): Readonly<Record<Fault, WorstCase>> {
  const { loopWaitSeconds, primaryStartTimeoutSeconds, primaryStopTimeoutSeconds } = budget;
  const { handOverSeconds, statusRequestSeconds, replicaDelaySeconds } = FIXED_TIMES;
  const seen = leaseEndSeenSeconds(budget);
  const memberLost = seen + PROMOTION_SECONDS;
  const crashed = loopWaitSeconds + primaryStartTimeoutSeconds + handOverSeconds + PROMOTION_SECONDS;
  const restarted = endOfFrozenSeconds(budget) + RESTART_SECONDS + handOverSeconds + PROMOTION_SECONDS;
  return {
    "planned switchover": {
      seconds: primaryStopTimeoutSeconds + handOverSeconds + PROMOTION_SECONDS,
      sum: "stop in order, hand-over, promotion",
    },
    "postmaster killed": { seconds: crashed, sum: "loop, restart, hand-over, promotion" },
    "member lost": { seconds: memberLost, sum: "end of the lease as replicas see it, promotion" },
    "node lost": {
      seconds: memberLost + statusRequestSeconds,
      sum: "as a lost member, and a status request unanswered",
    },
    "member frozen": {
      seconds: Math.max(memberLost, restarted),
      sum: "as a lost member; or end of the frozen one, restart, hand-over, promotion, if longer",
    },
    "synchronous standby silent": {
      seconds: silentStandbySeconds(budget),
      sum: "the primary's wait for it, loop, naming another",
    },
    "API server away, with failsafe": { seconds: 0, sum: "none, while every member answers the primary" },
    "API server back, without failsafe": {
      seconds: loopWaitSeconds + replicaDelaySeconds + PROMOTION_SECONDS,
      sum: "a replica's loop, promotion",
    },
  };
}

/** How long a primary that has lost its lease may still write, at most: 0 in a budget without problems. */
export function writesBeyondLeaseSeconds(budget: FailoverTimeBudget): number {
  return Math.max(0, endOfWritesSeconds(budget) - budget.ttlSeconds);
}
