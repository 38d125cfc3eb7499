/** What the sentinel benchmark says about what it measured. Does not prove that it measures what it says. */
import { describe, expect, it } from "@jest/globals";
import type { Outcome } from "../tests/redis/observed-redis";
import type { Measured } from "./sentinel-faults";
import { sentinelReport } from "./sentinel-report";

const outcome = (secondsWithoutWrites: number, lost = 0): Outcome => ({
  secondsWithoutWrites,
  acknowledged: 100,
  lost,
});
const run = (waiting: Outcome, plain: Outcome): Measured => ({
  "primary lost": { waiting, plain },
  "primary cut off": { waiting, plain },
});
const FAST = run(outcome(5), outcome(6, 3));
const SLOW = run(outcome(62), outcome(63, 4));
const report = (declared: readonly Measured[], slow: readonly Measured[]) =>
  sentinelReport({ downAfterSeconds: 3, measured: declared }, { downAfterSeconds: 60, measured: slow });
const verdicts = (text: string) => [...text.matchAll(/\*\*(Met|Missed)\.\*\*/g)].map(([, verdict]) => verdict);

describe("sentinelReport", () => {
  it("shows medians with the smallest and the largest, and the sum of what was lost", () => {
    const text = report([FAST, run(outcome(4), outcome(6, 2)), FAST], [SLOW]);
    expect(text).toMatch(/^\| primary lost +\| `WAIT 1` +\| 5\.00 \(4\.00–5\.00\) +\| 0 of 300 +\| 62\.00 /m);
    expect(text).toMatch(/^\| primary lost +\| no `WAIT` +\| 6\.00 \(6\.00–6\.00\) +\| 8 of 300 +\| 63\.00 /m);
    expect(text).toContain("down after 60 s");
  });

  it("judges the declared time alone, and what is lost with either", () => {
    expect(verdicts(report([FAST], [SLOW]))).toEqual(["Met", "Met", "Met"]);
    expect(verdicts(report([SLOW], [FAST]))).toEqual(["Missed", "Missed", "Met"]);
    expect(verdicts(report([FAST], [run(outcome(62, 1), outcome(63))]))).toEqual(["Met", "Met", "Missed"]);
  });

  it("misses a goal that the median just reaches", () => {
    expect(verdicts(report([run(outcome(8), outcome(8))], [SLOW]))).toEqual(["Missed", "Missed", "Met"]);
  });
});
