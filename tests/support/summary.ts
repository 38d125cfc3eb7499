import { isDeclaredSkip } from "./declared-skip";
import type { TestOutcome } from "./jest-report";

/** How a tier ended. */
export interface TierResult {
  readonly tier: string;
  readonly tests: readonly TestOutcome[];
  readonly seconds: number;
  /** Files whose tests passed at their second try only. */
  readonly flaky: readonly string[];
}

const SLOWEST = 10;

/** How many tests passed, failed and were skipped. A skip that nobody declared is a failure. */
export function tallyOf(tests: readonly TestOutcome[]): { passed: number; failed: number; skipped: number } {
  const undeclared = undeclaredSkips(tests).length;
  const count = (status: TestOutcome["status"]) => tests.filter((test) => test.status === status).length;
  return { passed: count("passed"), failed: count("failed") + undeclared, skipped: count("skipped") - undeclared };
}

/** What a person reads at the end of a run; its last line counts all tests. */
export function summary(results: readonly TierResult[]): string {
  const tests = results.flatMap((result) => result.tests);
  const width = Math.max(...results.map(({ tier }) => tier.length));
  const slowest = [...tests].sort((a, b) => b.seconds - a.seconds).slice(0, SLOWEST);
  return [
    ...results.map(
      ({ tier, tests, seconds }) => `  ${tier.padEnd(width)}  ${inSeconds(seconds)}  ${describeTally(tests)}`,
    ),
    ...section("The slowest tests", slowest, ({ seconds, file, name }) => `${inSeconds(seconds)}  ${file}: ${name}`),
    ...section(
      "FLAKY: failed, then passed on a second try; the first failure is above, whole",
      results.flatMap(({ flaky }) => flaky),
      (file) => file,
    ),
    ...section(
      "Skipped without being declared as skippable (tests/support/declared-skip.ts), which fails the run",
      undeclaredSkips(tests),
      ({ file, name }) => `${file}: ${name}`,
    ),
    "",
    describeTally(tests),
  ].join("\n");
}

function undeclaredSkips(tests: readonly TestOutcome[]): readonly TestOutcome[] {
  return tests.filter(({ status, name }) => status === "skipped" && !isDeclaredSkip(name));
}

function describeTally(tests: readonly TestOutcome[]): string {
  const { passed, failed, skipped } = tallyOf(tests);
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

function section<T>(heading: string, entries: readonly T[], describe: (entry: T) => string): string[] {
  return entries.length === 0 ? [] : ["", `${heading}:`, ...entries.map((entry) => `  ${describe(entry)}`)];
}

const inSeconds = (seconds: number) => `${seconds.toFixed(1).padStart(6)} s`;
