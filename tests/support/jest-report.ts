import { readFileSync } from "node:fs";
import { relative } from "node:path";

/** How one test ended. */
export interface TestOutcome {
  /** Relative to the checkout. */
  readonly file: string;
  readonly name: string;
  readonly status: "passed" | "failed" | "skipped";
  readonly seconds: number;
}

/** What jest's `--json` report holds, as far as it is read here. */
interface JestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly duration?: number | null;
    }[];
  }[];
}

/** The tests of a jest run, read from the report that it wrote. @throws Error where there is none */
export function readJestReport(file: string, checkout: string): TestOutcome[] {
  return outcomesOf(JSON.parse(readFileSync(file, "utf8")) as JestReport, checkout);
}

/** The tests in a report. A file that couldn't be loaded, or whose hooks failed outside a test, is a failed test of its own. */
export function outcomesOf(report: JestReport, checkout: string): TestOutcome[] {
  return report.testResults.flatMap(({ name, status, assertionResults }) => {
    const file = relative(checkout, name);
    const outcomes: TestOutcome[] = assertionResults.map((test) => ({
      file,
      name: test.fullName,
      status: statusOf(test.status),
      seconds: (test.duration ?? 0) / 1000,
    }));
    const explained = outcomes.some((outcome) => outcome.status === "failed");
    if (status !== "failed" || explained) return outcomes;
    return [...outcomes, { file, name: "the file as a whole", status: "failed" as const, seconds: 0 }];
  });
}

/** Whatever isn't known to have passed or been left out has failed. */
function statusOf(status: string): TestOutcome["status"] {
  if (status === "passed") return "passed";
  return ["pending", "todo", "skipped", "disabled"].includes(status) ? "skipped" : "failed";
}
