import type { ConfigProblem } from "./config-error";
import { CONNECTION_RULES } from "./failover-connection-rules";
import { LEASE_RULES } from "./failover-lease-rules";
import { PROBE_RULES } from "./failover-probe-rules";
import type { FailoverTimeBudget } from "./failover-time-budget";
import type { TimeRule } from "./failover-time-rule";

/** Everything that must hold between the times of a budget. */
export const TIME_RULES: readonly TimeRule[] = [...LEASE_RULES, ...PROBE_RULES, ...CONNECTION_RULES];

/**
 * Which rules a budget breaks; empty when none.
 *
 * @param field where the budget stands in the settings, such as `gx:postgres.failover`
 */
export function timeBudgetProblems(budget: FailoverTimeBudget, field: string): readonly ConfigProblem[] {
  return TIME_RULES.flatMap((rule) => {
    const [left, right] = rule.values(budget);
    if (left <= right) return [];
    const [first, second] = rule.compares;
    const remedy = `${first} (${left}) must be at most ${second} (${right}), or ${rule.otherwise}: ${rule.remedy}`;
    return [{ field: `${field}.${rule.field}`, value: valueAt(budget, rule.field), remedy }];
  });
}

function valueAt(budget: FailoverTimeBudget, path: string): unknown {
  return path.split(".").reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], budget);
}
