/** What the failover benchmark says about what it measured. Does not prove that it measures what it says. */
import { describe, expect, it } from "@jest/globals";
import type { Measured } from "./failover-faults";
import { failoverReport, type FailoverRuns } from "./failover-report";
import { PATRONI_DEFAULTS } from "./failover-settings";

const FAST: Measured = {
  "planned switchover": 1.5,
  "postmaster killed": 3,
  "member lost": 19,
  "lost member streams again": 5,
};
const runs = (measured: readonly Measured[], lostRows = 0): FailoverRuns => ({
  settings: PATRONI_DEFAULTS,
  measured,
  lostRows,
});
const verdicts = (report: string) => [...report.matchAll(/\*\*(Met|Missed)\.\*\*/g)].map(([, verdict]) => verdict);

describe("failoverReport", () => {
  it("shows medians with the smallest and the largest, the declared settings first", () => {
    const declared = [FAST, { ...FAST, "member lost": 21 }, { ...FAST, "member lost": 18.5 }];
    const report = failoverReport(runs(declared), runs([{ ...FAST, "member lost": 27 }]), 10);
    expect(report).toMatch(/^\| member lost +\| 19\.00 \(18\.50–21\.00\) +\| 27\.00 \(27\.00–27\.00\) +\|$/m);
    expect(report).toContain("Medians of 3 runs each");
    expect(report).toContain("`ttl` 30, `loop_wait` 10");
    expect(report).toContain("`failsafe_mode` off");
  });

  it("judges the declared settings alone", () => {
    const slow = { ...FAST, "planned switchover": 9, "postmaster killed": 9, "member lost": 40 };
    expect(verdicts(failoverReport(runs([FAST]), runs([slow]), 10))).toEqual(["Met", "Met", "Met", "Met", "Met"]);
    const report = failoverReport(runs([slow]), runs([FAST]), 10);
    expect(verdicts(report)).toEqual(["Missed", "Missed", "Missed", "Met", "Met"]);
  });

  it("misses a goal that the median just reaches", () => {
    expect(verdicts(failoverReport(runs([{ ...FAST, "planned switchover": 2 }]), runs([FAST]), 10))[0]).toBe("Missed");
  });

  it("misses the goal that nothing is lost for a single row, whatever settings lost it", () => {
    const report = failoverReport(runs([FAST]), runs([FAST], 1), 10);
    expect(report).toMatch(/^\| acknowledged rows lost +\| 0 +\| 1 +\|$/m);
    expect(report).toContain("1 of 10 with both settings. **Missed.**");
  });
});
