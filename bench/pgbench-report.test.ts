/** How runs become ratios and rows. Not whether they were measured well. */
import { expect, it } from "@jest/globals";
import { type Commits, type Measured, pgbenchReport, timesPlain } from "./pgbench-report";

const COMMITS: readonly Commits[] = ["plain", "off", "on", "strict"];
/** Two rounds, in the second of which the machine was half as fast. */
const MEASURED: readonly Measured[] = [1, 2].flatMap((slowness) =>
  [0, 100].flatMap((roundTripMs) =>
    COMMITS.map((commits, at) => ({
      ...{ commits, clients: 1, roundTripMs },
      ...{ transactionsPerSecond: 1000 / (at + 1) / slowness, latencyMs: (at + 1) * slowness },
    })),
  ),
);

it("compares runs of the same round", () => {
  expect(timesPlain(MEASURED, "off", 1, 100)).toEqual({ median: 0.5, minimum: 0.5, maximum: 0.5 });
});

it("has a row for each mode and number of clients, and columns for each distance", () => {
  const rows = pgbenchReport(MEASURED, 2, 5)
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .map((line) => line.split("|").map((cell) => cell.trim()));
  expect(rows).toHaveLength(2 + COMMITS.length);
  expect(rows[0]!.slice(1, -1)).toEqual([
    ...["Commits", "Clients", "A second at 0 ms", "Times the plain server's", "Latency, ms"],
    ...["A second at 100 ms", "Times the plain server's", "Latency, ms"],
  ]);
  const strict = ["188 (125–250)", "0.250 (0.250–0.250)", "6.0 (4.0–8.0)"];
  expect(rows.at(-1)!.slice(1, -1)).toEqual(["`strict`", "1", ...strict, ...strict]);
});
