/** What the benchmark of backups says about what it measured. Does not prove that it measures what it says. */
import { describe, expect, it } from "@jest/globals";
import { backupReport, type BackupRuns, timesPlain } from "./backup-report";

const took = (...seconds: readonly number[]) => seconds.map((some) => ({ seconds: some }));
const kept = (keptBytes: number, ...seconds: readonly number[]) =>
  took(...seconds).map((run) => ({ ...run, keptBytes }));
const RUNS: BackupRuns = {
  databaseBytes: 2e9,
  physical: {
    ...{ declared: kept(7e8, 20, 40, 25), plain: kept(21e8, 10, 38, 20) },
    compressed: kept(8e8, 20, 19, 40),
  },
  restore: took(60, 50, 70),
  dump: { declared: kept(5e8, 100, 100, 100), plain: kept(6e8, 50, 50, 50) },
  load: { declared: took(200, 210, 220), plain: took(100, 105, 110) },
};
const verdicts = (runs: BackupRuns) =>
  [...backupReport(runs).matchAll(/\*\*(Met|Missed)\.\*\*/g)].map(([, verdict]) => verdict);
const rows = (runs: BackupRuns) =>
  backupReport(runs)
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .map((line) => line.split("|").map((cell) => cell.trim()));

it("compares runs of the same round, so that a slow minute slows both", () => {
  expect(timesPlain(took(20, 40, 25), took(10, 38, 20))).toEqual({ median: 0.8, minimum: 0.5, maximum: 0.95 });
});

describe("backupReport", () => {
  it("has a row for each way, with the speed by the database's size and what is kept, if anything", () => {
    const found = rows(RUNS).slice(2);
    expect(found.map((cells) => cells.slice(4, -1))).toEqual([
      ...[
        ["0.80 (0.50–0.95)", "700"],
        ["0.50 (0.50–2.00)", "800"],
        ["1", "2100"],
        ["–", "–"],
      ],
      ...[
        ["0.50 (0.50–0.50)", "500"],
        ["1", "600"],
      ],
      ...[
        ["0.50 (0.50–0.50)", "–"],
        ["1", "–"],
      ],
    ]);
    expect(found[0]!.slice(1, 4)).toEqual(["declared full backup", "25.0 (20.0–40.0)", "80 (50–100)"]);
    expect(found[3]!.slice(1, 4)).toEqual(["full backup restored", "60.0 (50.0–70.0)", "33 (29–40)"]);
  });

  it("judges the median of the full backup's speed and of its restore", () => {
    expect(verdicts(RUNS)).toEqual(["Missed", "Met"]);
    const physical = { ...RUNS.physical, plain: kept(21e8, 18, 36, 23) };
    expect(verdicts({ ...RUNS, physical, restore: took(60, 181, 182) })).toEqual(["Met", "Missed"]);
  });

  it("meets the goal of speed that the median just reaches, and misses that of the restore", () => {
    const physical = { declared: took(10), plain: took(9), compressed: took(9) };
    expect(verdicts({ ...RUNS, physical, restore: took(180) })).toEqual(["Met", "Missed"]);
  });
});
