import type { FailoverTimeBudget } from "./failover-time-budget";

/** Two times of a budget of which the first must not exceed the second. */
export interface TimeRule {
  /** What to change, as a path in the budget. */
  readonly field: string;
  /** What is compared, in words. */
  readonly compares: readonly [string, string];
  /** The same in numbers, seconds but for counts. */
  readonly values: (budget: FailoverTimeBudget) => readonly [number, number];
  /** What happens where it doesn't hold. */
  readonly otherwise: string;
  /** How to mend it. */
  readonly remedy: string;
}
