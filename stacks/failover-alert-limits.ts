import { type FailoverTimeBudget, silentStandbySeconds } from "./failover-time-budget";
import { worstCase } from "./failover-worst-cases";

/** Limits for alerts on a cluster of this budget: what lasts longer isn't a failover any more. */
export interface FailoverAlertLimits {
  /** No member holds the lease. */
  readonly noLeaderSeconds: number;
  /** The primary hasn't renewed its lease: it can't reach the API server, and failsafe mode keeps it. */
  readonly leaseNotRenewedSeconds: number;
  /** The primary has no synchronous standby: the next failover may have nobody to take over. */
  readonly noSynchronousStandbySeconds: number;
  /** A replica has reported nothing to the primary. */
  readonly replicaSilentSeconds: number;
  /** A replica applies what it received so late that its promotion would take noticeably longer. */
  readonly replayLagSeconds: number;
}

/** A budget's limits for alerts. Plain data, for the stack's outputs. */
export function budgetForAlerts(budget: FailoverTimeBudget): FailoverAlertLimits {
  return {
    noLeaderSeconds: Math.ceil(worstCase(budget)["node lost"].seconds),
    leaseNotRenewedSeconds: budget.loopWaitSeconds + 2 * budget.retryTimeoutSeconds,
    noSynchronousStandbySeconds: silentStandbySeconds(budget) + budget.loopWaitSeconds,
    replicaSilentSeconds: budget.walSenderTimeoutSeconds,
    replayLagSeconds: budget.loopWaitSeconds,
  };
}
