import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import type { Progress } from "../../toolchain/progress";
import { type Tier, TIERS_IN_OWN_NETWORK, TIERS_WITH_PROCESSES } from "../tiers";
import { readJestReport, type TestOutcome } from "./jest-report";
import { obstacleToOwnNetwork, OWN_NETWORK } from "./own-network";
import { MARK } from "./progress-reporter.cjs";
import { runNode } from "./run-node";
import type { TierResult } from "./summary";

const CHECKOUT = path.resolve(__dirname, "../..");
const REPORTER = path.join(__dirname, "progress-reporter.cjs");

const STATIC_CHECKS: Readonly<Record<string, readonly string[]>> = {
  "TypeScript compiles": ["node_modules/typescript/bin/tsc", "-p", "."],
  "ESLint finds nothing": ["node_modules/eslint/bin/eslint.js", "."],
  "Prettier would change nothing": ["node_modules/prettier/bin/prettier.cjs", "--check", "--log-level", "warn", "."],
};

/** Stands for the whole run where it is not one file that failed. */
const WHOLE_RUN = "jest";

/**
 * Runs a tier and prints what failed or was skipped.
 * @param options.forgiving a file that fails is run once more; where it passes then, that counts, and the file is flaky
 * @throws Interrupted where a signal came
 */
export async function runTier(
  tier: Tier,
  progress: Progress,
  { forgiving = false }: { readonly forgiving?: boolean } = {},
): Promise<TierResult> {
  const startedMs = Date.now();
  const seconds = () => (Date.now() - startedMs) / 1000;
  if (tier === "static") return { tier, tests: await runStaticChecks(progress), seconds: seconds(), flaky: [] };

  const tests = await runJest(tier, [], progress);
  const failed = filesThatFailed(tests);
  if (!forgiving || failed.length === 0 || failed.includes(WHOLE_RUN)) {
    return { tier, tests, seconds: seconds(), flaky: [] };
  }
  progress.info(`  ! run once more: ${failed.join(", ")}`);
  const again = await runJest(tier, failed, progress);
  const failedAgain = filesThatFailed(again);
  return {
    tier,
    tests: [...tests.filter(({ file }) => !failed.includes(file)), ...again],
    seconds: seconds(),
    flaky: failed.filter((file) => !failedAgain.includes(file)),
  };
}

async function runStaticChecks(progress: Progress): Promise<TestOutcome[]> {
  const outcomes: TestOutcome[] = [];
  for (const [name, script] of Object.entries(STATIC_CHECKS)) {
    const startedMs = Date.now();
    const { code, output } = await progress.step(name, () => runNode(script));
    if (code !== 0) progress.info(output);
    const status = code === 0 ? "passed" : "failed";
    outcomes.push({ file: "static", name, status, seconds: (Date.now() - startedMs) / 1000 });
  }
  return outcomes;
}

/** Runs a tier's files, all or some. What jest printed is shown where something failed or was left out. */
async function runJest(tier: Tier, files: readonly string[], progress: Progress): Promise<TestOutcome[]> {
  const folder = mkdtempSync(path.join(tmpdir(), "gx-tests-"));
  const report = path.join(folder, "report.json");
  const filesAtOnce = TIERS_WITH_PROCESSES.get(tier);
  try {
    const { code, output } = await progress.step(`${tier} tests`, (detail) =>
      runNode(
        [
          "node_modules/jest/bin/jest.js",
          ...["--selectProjects", tier, "--json", "--outputFile", report],
          ...["--reporters=default", `--reporters=${REPORTER}`],
          ...(filesAtOnce ? [`--maxWorkers=${filesAtOnce}`] : []),
          ...(files.length > 0 ? ["--runTestsByPath", ...files] : []),
        ],
        (line) => {
          const isProgress = line.startsWith(MARK);
          if (isProgress) detail(line.slice(MARK.length));
          return !isProgress;
        },
        starterOf(tier),
      ),
    );
    const tests = testsOf(report, code);
    if (tests.some(({ status }) => status !== "passed")) progress.info(withoutReport(output));
    return tests;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Where this machine can't give a tier its own network, the tests run all the same, and are skipped with that reason. */
function starterOf(tier: Tier): readonly string[] {
  return TIERS_IN_OWN_NETWORK.has(tier) && obstacleToOwnNetwork() === undefined ? OWN_NETWORK : [];
}

/** A run that ended badly without a failed test to its name, or without a report, is one failed test. */
function testsOf(report: string, exitCode: number): TestOutcome[] {
  const whole: TestOutcome = { file: WHOLE_RUN, name: `exit code ${exitCode}`, status: "failed", seconds: 0 };
  try {
    const tests = readJestReport(report, CHECKOUT);
    return exitCode !== 0 && filesThatFailed(tests).length === 0 ? [...tests, whole] : tests;
  } catch {
    return [whole];
  }
}

function filesThatFailed(tests: readonly TestOutcome[]): string[] {
  return [...new Set(tests.filter(({ status }) => status === "failed").map(({ file }) => file))];
}

/** Jest prints its JSON report too where it can't write the file; only what a person reads is shown. */
function withoutReport(output: string): string {
  return output
    .split("\n")
    .filter((line) => !line.startsWith('{"num'))
    .join("\n");
}
