/** How Kubernetes asks whether a container is well. */
export interface ProbeTimes {
  readonly periodSeconds: number;
  readonly timeoutSeconds: number;
  /** So many failures in a row are one too many. */
  readonly failureThreshold: number;
}

/** Every time that decides how long a failover takes, and whether there may be two writers. */
export interface FailoverTimeBudget {
  /** How long the primary's lease lasts after each renewal. */
  readonly ttlSeconds: number;
  /** How often each Patroni looks at the cluster, and the primary renews its lease. */
  readonly loopWaitSeconds: number;
  /** How long Patroni keeps trying one call to the API server. */
  readonly retryTimeoutSeconds: number;
  /** How long a primary whose database crashed tries to start it again before it hands over. */
  readonly primaryStartTimeoutSeconds: number;
  /** How long Patroni waits for a database to stop in order before it kills it; in effect with synchronous replication only. */
  readonly primaryStopTimeoutSeconds: number;
  /** How long the primary waits for a silent standby. */
  readonly walSenderTimeoutSeconds: number;
  /** How long a standby waits for a silent primary. */
  readonly walReceiverTimeoutSeconds: number;
  /** How often a standby reports to the primary without being asked. */
  readonly walReceiverStatusIntervalSeconds: number;
  /** When PostgreSQL gives up a connection whose other end is gone. */
  readonly tcp: {
    readonly keepalivesIdleSeconds: number;
    readonly keepalivesIntervalSeconds: number;
    readonly keepalivesCount: number;
    readonly userTimeoutSeconds: number;
  };
  /** Until a member answers for the first time; the other probes begin then. */
  readonly startup: ProbeTimes;
  /** Ends a frozen member; its own grace period replaces the pod's. */
  readonly liveness: ProbeTimes & { readonly terminationGracePeriodSeconds: number };
  /** Takes a replica out of the readers' Service. */
  readonly readiness: ProbeTimes;
  /** How long a deleted pod has to hand over and stop. */
  readonly podTerminationGracePeriodSeconds: number;
  /** What the database's clients wait for. */
  readonly client: {
    readonly connectTimeoutSeconds: number;
    /** How long a client waits for an answer: a frozen server's kernel goes on acknowledging what it is sent. */
    readonly socketTimeoutSeconds: number;
    readonly statementTimeoutSeconds: number;
    /** How long a request waits for a connection of the client's pool. */
    readonly poolTimeoutSeconds: number;
  };
  /** How long WAL is kept for a member whose pod no longer exists. */
  readonly memberSlotsTtlSeconds: number;
}

/** The budget unless the settings say otherwise: the shortest lease that Patroni takes, and what fits into it. */
export const DEFAULT_TIME_BUDGET: FailoverTimeBudget = {
  ttlSeconds: 20,
  loopWaitSeconds: 5,
  retryTimeoutSeconds: 5,
  primaryStartTimeoutSeconds: 0,
  primaryStopTimeoutSeconds: 10,
  walSenderTimeoutSeconds: 10,
  walReceiverTimeoutSeconds: 10,
  walReceiverStatusIntervalSeconds: 2,
  tcp: { keepalivesIdleSeconds: 5, keepalivesIntervalSeconds: 2, keepalivesCount: 3, userTimeoutSeconds: 10 },
  startup: { periodSeconds: 2, timeoutSeconds: 2, failureThreshold: 1800 },
  liveness: { periodSeconds: 3, timeoutSeconds: 2, failureThreshold: 3, terminationGracePeriodSeconds: 2 },
  readiness: { periodSeconds: 5, timeoutSeconds: 2, failureThreshold: 2 },
  podTerminationGracePeriodSeconds: 60,
  client: { connectTimeoutSeconds: 3, socketTimeoutSeconds: 15, statementTimeoutSeconds: 10, poolTimeoutSeconds: 10 },
  memberSlotsTtlSeconds: 1800,
};

/** What no setting changes: Patroni's and Kubernetes' own times, read in the sources of Patroni 4.1.5 and of the kubelet. */
export const FIXED_TIMES = {
  /** Patroni raises a shorter `ttl` to it without a word that anybody reads. */
  leastTtlSeconds: 20,
  /** Patroni raises a shorter `retry_timeout` to it. */
  leastRetryTimeoutSeconds: 3,
  /** A replica looks so much later than the primary, to find the renewed lease. */
  replicaDelaySeconds: 0.5,
  /** A replica that stands for leader asks every member, and waits so long for a silent one. */
  statusRequestSeconds: 2,
  /** A primary in failsafe mode asks every member twice, two seconds each. */
  failsafeRequestSeconds: 4,
  /** A primary that has stopped in order gives the replicas a second to catch up before it gives the lease back. */
  handOverSeconds: 1,
  /** After naming another synchronous standby the primary waits so long for it. */
  assignStandbySeconds: 2,
  /** The kubelet gives every container at least so long to end. */
  leastGraceSeconds: 2,
} as const;

/** How long a liveness probe takes at most to end a frozen member. */
export function endOfFrozenSeconds({ liveness }: FailoverTimeBudget): number {
  const { periodSeconds, failureThreshold, timeoutSeconds, terminationGracePeriodSeconds } = liveness;
  return (
    periodSeconds * failureThreshold +
    timeoutSeconds +
    Math.max(FIXED_TIMES.leastGraceSeconds, terminationGracePeriodSeconds)
  );
}

/** How long after its last renewal a primary that reaches nobody ends all writes, at most. */
export function endOfWritesSeconds({ loopWaitSeconds, retryTimeoutSeconds }: FailoverTimeBudget): number {
  return loopWaitSeconds + 2 * retryTimeoutSeconds + FIXED_TIMES.failsafeRequestSeconds;
}

/** How long the primary's writes wait for a silent synchronous standby, at most. */
export function silentStandbySeconds({ walSenderTimeoutSeconds, loopWaitSeconds }: FailoverTimeBudget): number {
  return walSenderTimeoutSeconds + loopWaitSeconds + FIXED_TIMES.assignStandbySeconds;
}
