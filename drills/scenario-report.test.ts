/** The table that drills write: a row for each scenario, each measured by itself. */
import { expect, it } from "@jest/globals";

import { withScenario } from "./scenario-report";

const ALL = [{ name: "lost", goalSeconds: 22 }, { name: "drained" }];
const outcome = (secondsWithoutWrites: number, lost = 0) => ({ secondsWithoutWrites, acknowledged: 100, lost });
const load = { before: 1, after: 2.04 };
const rows = (section: string) => section.split("\n").filter((line) => /^\| (lost|drained)/.test(line));
const cells = (row = "") => row.split("|").map((cell) => cell.trim());

it("says the median of a scenario, whether it met its goal, and what was lost", () => {
  const measured = { outcomes: [outcome(23), outcome(20), outcome(21.5, 2)], load };
  const [row] = rows(withScenario("", ALL, ALL[0]!, measured));
  expect(cells(row).slice(1, -1)).toEqual([
    ...["lost", "3", "21.50 (20.00–23.00)", "less than 22: **met**", "2 of 300", "1.0, 2.0"],
  ]);
});

it("calls a goal missed that the median reaches", () => {
  expect(withScenario("", ALL, ALL[0]!, { outcomes: [outcome(22)], load })).toContain("less than 22: **missed**");
});

it("replaces the row of that scenario alone, in the scenarios' order, and forgets those that are no more", () => {
  const measured = (seconds: number) => ({ outcomes: [outcome(seconds)], load });
  const first = withScenario("| old | 1 |", ALL, ALL[1]!, measured(5));
  const second = withScenario(first, ALL, ALL[0]!, measured(20));
  const third = withScenario(second, ALL, ALL[1]!, measured(7));
  expect(rows(third).map((row) => cells(row).slice(1, 4))).toEqual([
    ["lost", "1", "20.00 (20.00–20.00)"],
    ["drained", "1", "7.00 (7.00–7.00)"],
  ]);
});
