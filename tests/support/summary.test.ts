/** How a run is counted and told. Doesn't show that jest's report is as supposed: tests/toolchain/run-tests.test.ts runs jest. */
import { describe, expect, it } from "@jest/globals";
import { declaredSkip } from "./declared-skip";
import type { TestOutcome } from "./jest-report";
import { outcomesOf } from "./jest-report";
import { summary, tallyOf } from "./summary";

const outcome = (over: Partial<TestOutcome> = {}): TestOutcome => ({
  file: "a.test.ts",
  name: "holds",
  status: "passed",
  seconds: 1,
  ...over,
});
const tier = (tests: readonly TestOutcome[], flaky: readonly string[] = []) => ({
  tier: "unit",
  tests,
  seconds: 2,
  flaky,
});

describe("a report of jest", () => {
  const file = (over: object) => ({ name: "/checkout/a.test.ts", status: "passed", assertionResults: [], ...over });
  const test = (status: string) => ({ fullName: "holds", status, duration: 1500 });

  it("gives each test with its file, status and seconds", () => {
    const report = { testResults: [file({ assertionResults: ["passed", "failed", "pending", "todo"].map(test) })] };
    expect(outcomesOf(report, "/checkout").map(({ status }) => status)).toEqual([
      ...["passed", "failed", "skipped", "skipped"],
    ]);
    expect(outcomesOf(report, "/checkout")[0]).toEqual(outcome({ seconds: 1.5 }));
  });

  it("counts a file that can't be loaded, or fails outside its tests, as one failed test", () => {
    const outside = { testResults: [file({ status: "failed", assertionResults: [test("passed")] })] };
    expect(tallyOf(outcomesOf(outside, "/checkout"))).toEqual({ passed: 1, failed: 1, skipped: 0 });
    const unloaded = { testResults: [file({ status: "failed" })] };
    expect(tallyOf(outcomesOf(unloaded, "/checkout"))).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  it("takes a status that it doesn't know for a failure", () => {
    const report = { testResults: [file({ assertionResults: [test("focused")] })] };
    expect(tallyOf(outcomesOf(report, "/checkout")).failed).toBe(1);
  });
});

describe("a skipped test", () => {
  it("counts as skipped where it was declared with a reason", () => {
    const skipped = outcome({ status: "skipped", name: `${declaredSkip("over SSH", "no sshd")} connects` });
    expect(summary([tier([outcome(), skipped])])).toMatch(/\n1 passed, 0 failed, 1 skipped$/);
  });

  it("fails the run where it wasn't, and is named", () => {
    const text = summary([tier([outcome(), outcome({ status: "skipped", name: "was forgotten" })])]);
    expect(text).toMatch(/\n1 passed, 1 failed$/);
    expect(text).toContain("Skipped without being declared");
    expect(text).toContain("a.test.ts: was forgotten");
  });
});

describe("a summary", () => {
  it("ends with the plain tally of all tiers", () => {
    expect(summary([tier([outcome()]), tier([outcome({ status: "failed" })])])).toMatch(/\n1 passed, 1 failed$/);
  });

  it("names the ten slowest tests, the slowest first", () => {
    const tests = Array.from({ length: 12 }, (_, seconds) => outcome({ name: `test ${seconds}`, seconds }));
    const lines = summary([tier(tests)]).split("\n");
    const listed = lines.slice(lines.indexOf("The slowest tests:") + 1).filter((line) => line.includes("a.test.ts"));
    expect(listed).toHaveLength(10);
    expect(listed[0]).toContain("11.0 s  a.test.ts: test 11");
  });

  it("names files that passed at a second try", () => {
    expect(summary([tier([outcome()], ["b.test.ts"])])).toMatch(/FLAKY.*\n {2}b\.test\.ts/);
  });
});
