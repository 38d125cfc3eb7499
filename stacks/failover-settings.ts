import { z } from "zod";
import { DEFAULT_TIME_BUDGET, FIXED_TIMES, type FailoverTimeBudget } from "./failover-time-budget";
import { wholeNumber } from "./fields";

/**
 * A section with the few times that a cluster may need otherwise, such as `gx:postgres.failover`; yields the whole budget,
 * the default one where the section is missing. What contradicts what is `timeBudgetProblems`' to say.
 */
export function failoverSettings(): z.ZodType<FailoverTimeBudget> {
  const { leastTtlSeconds, leastRetryTimeoutSeconds } = FIXED_TIMES;
  const defaults = DEFAULT_TIME_BUDGET;
  return z
    .strictObject(
      {
        ttlSeconds: wholeNumber(
          leastTtlSeconds,
          120,
          "seconds that the primary's lease lasts; Patroni takes no fewer",
        ).default(defaults.ttlSeconds),
        loopWaitSeconds: wholeNumber(1, 60, "seconds between two looks at the cluster").default(
          defaults.loopWaitSeconds,
        ),
        retryTimeoutSeconds: wholeNumber(
          leastRetryTimeoutSeconds,
          60,
          "seconds that a call to the API server is tried; Patroni takes no fewer",
        ).default(defaults.retryTimeoutSeconds),
        primaryStopTimeoutSeconds: wholeNumber(1, 120, "seconds that a database has to stop in order").default(
          defaults.primaryStopTimeoutSeconds,
        ),
        walSenderTimeoutSeconds: wholeNumber(2, 120, "seconds that the primary waits for a silent standby").default(
          defaults.walSenderTimeoutSeconds,
        ),
        memberSlotsTtlSeconds: wholeNumber(1, 86_400, "seconds that WAL is kept for a member without a pod").default(
          defaults.memberSlotsTtlSeconds,
        ),
      },
      { error: "must be a map of seconds" },
    )
    .optional()
    .transform((given) => ({ ...defaults, ...given }))
    .readonly();
}
