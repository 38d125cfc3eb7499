import type { Load } from "../bench/environment-facts";
import { spread, table } from "../bench/report";
import { summarize } from "../bench/statistics";
import type { Outcome } from "./outcome";

const HEADER = [
  "Scenario",
  "Rounds",
  "Seconds without writes",
  "Goal of the median",
  "Acknowledged writes lost",
  "Load before and after",
] as const;

/** What a scenario is called, and what its median is to stay below. */
interface Reported {
  readonly name: string;
  readonly goalSeconds?: number;
}

/** All rounds of a scenario. */
export interface MeasuredRounds {
  readonly outcomes: readonly Outcome[];
  readonly load: Load;
}

/**
 * The report's table with the row of one scenario replaced; the others stay as they were measured.
 * @param old the section so far
 * @param all the scenarios in their order: rows of others are left out
 */
export function withScenario(
  old: string,
  all: readonly Reported[],
  scenario: Reported,
  measured: MeasuredRounds,
): string {
  const rows = new Map(rowsIn(old).map((row) => [row[0], row]));
  rows.set(scenario.name, rowOf(scenario, measured));
  const known = all.flatMap(({ name }) => {
    const row = rows.get(name);
    return row ? [row] : [];
  });
  return [table(HEADER, known), "Medians, smallest and largest in parentheses."].join("\n\n");
}

function rowOf({ name, goalSeconds }: Reported, { outcomes, load }: MeasuredRounds): string[] {
  const seconds = summarize(outcomes.map(({ secondsWithoutWrites }) => secondsWithoutWrites));
  const sum = (field: "lost" | "acknowledged") => outcomes.reduce((total, outcome) => total + outcome[field], 0);
  const met = goalSeconds !== undefined && seconds.median < goalSeconds;
  return [
    name,
    String(outcomes.length),
    spread(seconds),
    goalSeconds === undefined ? "–" : `less than ${goalSeconds}: **${met ? "met" : "missed"}**`,
    `${sum("lost")} of ${sum("acknowledged")}`,
    `${load.before.toFixed(1)}, ${load.after.toFixed(1)}`,
  ];
}

/** The rows of the table in a section, without its header. */
function rowsIn(section: string): string[][] {
  const lines = section.split("\n").filter((line) => line.startsWith("|"));
  return lines.slice(2).map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}
