import { budgetForAlerts, type FailoverAlertLimits } from "../../stacks/failover-alert-limits";
import { endOfFrozenSeconds, endOfWritesSeconds, type FailoverTimeBudget } from "../../stacks/failover-time-budget";
import { TIME_RULES } from "../../stacks/failover-time-rules";
import { leaseEndSeenSeconds, worstCase } from "../../stacks/failover-worst-cases";

/** Rows of the table of times: each field of a budget with its value. */
export function timeRows(budget: FailoverTimeBudget): readonly (readonly string[])[] {
  return fieldRows(budget, "");
}

/** Rows of the table of what must hold between the times, in words and in a budget's numbers. */
export function timeRuleRows(budget: FailoverTimeBudget): readonly (readonly string[])[] {
  return TIME_RULES.map(({ compares, values, otherwise }) => [...compares, values(budget).join(" ≤ "), otherwise]);
}

/** Rows of the table of worst cases. */
export function worstCaseRows(budget: FailoverTimeBudget): readonly (readonly string[])[] {
  return Object.entries(worstCase(budget)).map(([fault, { seconds, sum }]) => [fault, `${seconds} s`, sum]);
}

const BEYOND_LIMIT: Readonly<Record<keyof FailoverAlertLimits, string>> = {
  noLeaderSeconds: "nobody holds the lease: every replica is down, or none was synchronous when the primary was lost",
  leaseNotRenewedSeconds: "the primary can't reach the API server, and goes on in failsafe mode",
  noSynchronousStandbySeconds: "the primary writes alone, or waits: losing it now may leave nobody who may take over",
  replicaSilentSeconds: "a replica has reported nothing",
  replayLagSeconds: "a replica is late in applying what it has received; its promotion would take so much longer",
};

/** Rows of the table of limits for alerts. */
export function alertLimitRows(budget: FailoverTimeBudget): readonly (readonly string[])[] {
  const limits = budgetForAlerts(budget);
  return (Object.keys(BEYOND_LIMIT) as (keyof FailoverAlertLimits)[]).map((name) => [
    `\`${name}\``,
    `${limits[name]}`,
    BEYOND_LIMIT[name],
  ]);
}

const COLUMNS_A_SECOND = 2;
const LABEL_COLUMNS = 44;

/** A budget as a picture: what may last from when until when, in seconds since the primary's last renewal of its lease. */
export function timeline(budget: FailoverTimeBudget): string {
  const { ttlSeconds, loopWaitSeconds, retryTimeoutSeconds, client } = budget;
  const retried = loopWaitSeconds + 2 * retryTimeoutSeconds;
  const seen = leaseEndSeenSeconds(budget);
  const worst = worstCase(budget);
  const handedOver = loopWaitSeconds + worst["planned switchover"].seconds;
  const bars: readonly (readonly [string, number, number])[] = [
    ["the lease", 0, ttlSeconds],
    ["a primary that reaches nobody: its loop", 0, loopWaitSeconds],
    ["  two retries of the API server", loopWaitSeconds, retried],
    ["  asks all members, then ends its writes", retried, endOfWritesSeconds(budget)],
    ["a frozen primary, until it is ended", loopWaitSeconds, loopWaitSeconds + endOfFrozenSeconds(budget)],
    ["a stopping primary, until it has handed over", loopWaitSeconds, handedOver],
    ["a silent standby, until another is named", 0, worst["synchronous standby silent"].seconds],
    ["a client that waits for a frozen primary", 0, client.socketTimeoutSeconds],
    ["replicas see that the lease has ended", ttlSeconds, seen],
    ["a replica is promoted: old member lost", seen, worst["member lost"].seconds],
    ["  its node lost: one request in vain", seen, worst["node lost"].seconds],
  ];
  const marks = Array.from({ length: Math.ceil(worst["node lost"].seconds / 5) + 1 }, (_, index) => index * 5);
  const scale = marks.map((mark) => `${mark}`.padEnd(5 * COLUMNS_A_SECOND)).join("");
  const lines = bars.map(
    ([label, from, to]) =>
      label.padEnd(LABEL_COLUMNS) + " ".repeat(columns(from)) + "█".repeat(columns(to) - columns(from)) + ` ${to}`,
  );
  return ["```text", "seconds since the last renewal".padEnd(LABEL_COLUMNS) + scale.trimEnd(), ...lines, "```"].join(
    "\n",
  );
}

function columns(seconds: number): number {
  return Math.round(seconds * COLUMNS_A_SECOND);
}

function fieldRows(node: object, path: string): readonly (readonly string[])[] {
  return Object.entries(node).flatMap(([key, value]) =>
    typeof value === "object" ? fieldRows(value as object, `${path}${key}.`) : [[`\`${path}${key}\``, `${value}`]],
  );
}
