import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { parseArgs } from "node:util";
import { CONTROL_PLANE_TOOLS, ensureToolchain, PULUMI_TOOLS } from "../toolchain";
import { type Progress, progressTo } from "../toolchain/progress";
import { runMain, UserError } from "../toolchain/user-error";
import { installOpensshServer } from "./support/openssh-server";
import { MARK } from "./support/progress-reporter.cjs";
import { runNode } from "./support/run-node";
import { sweepTestLabs } from "./support/test-labs-folder";

/** How a tier ended. */
interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The tiers in the order they run, the quick ones first. `static` is compiler, linter and formatter; the rest are jest projects. */
const TIERS = ["static", "unit", "component", "policy", "golden", "fuzz", "toolchain", "control-plane"] as const;
type Tier = (typeof TIERS)[number];

/** Tiers that start real processes: they share the machine badly, so their files run one after another. */
const ONE_FILE_AT_A_TIME: readonly Tier[] = ["toolchain", "control-plane"];

const STATIC_CHECKS: Readonly<Record<string, readonly string[]>> = {
  "TypeScript compiles": ["node_modules/typescript/bin/tsc", "-p", "."],
  "ESLint finds nothing": ["node_modules/eslint/bin/eslint.js", "."],
  "Prettier would change nothing": ["node_modules/prettier/bin/prettier.cjs", "--check", "--log-level", "warn", "."],
};

const REPORTER = path.join(__dirname, "support", "progress-reporter.cjs");

const HELP = `npm test [-- TIER…]

Runs every test, or the named tiers only: ${TIERS.join(", ")}.
The last line counts them all: N passed, N failed.`;

async function runStatic(progress: Progress): Promise<Tally> {
  const tally = { passed: 0, failed: 0, skipped: 0 };
  for (const [what, script] of Object.entries(STATIC_CHECKS)) {
    const { code, output } = await progress.step(what, () => runNode(script));
    if (code === 0) tally.passed++;
    else {
      tally.failed++;
      progress.info(output);
    }
  }
  return tally;
}

async function runJest(tier: Tier, progress: Progress): Promise<Tally> {
  const folder = mkdtempSync(path.join(tmpdir(), "gx-tests-"));
  try {
    const report = path.join(folder, "report.json");
    const { code, output } = await progress.step(`${tier} tests`, (detail) =>
      runNode(
        [
          "node_modules/jest/bin/jest.js",
          ...["--selectProjects", tier, "--json", "--outputFile", report],
          ...["--reporters=default", `--reporters=${REPORTER}`],
          ...(ONE_FILE_AT_A_TIME.includes(tier) ? ["--runInBand"] : []),
        ],
        (line) => {
          const isProgress = line.startsWith(MARK);
          if (isProgress) detail(line.slice(MARK.length));
          return !isProgress;
        },
      ),
    );
    const tally = tallyOf(report);
    // A suite that can't even be loaded has no failed test to its name.
    const failed = code !== 0 ? Math.max(tally.failed, 1) : tally.failed;
    if (failed > 0 || tally.skipped > 0) progress.info(withoutReport(output));
    return { ...tally, failed };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Jest prints its JSON report too where it can't write the file; only what a person reads is shown. */
function withoutReport(output: string): string {
  return output
    .split("\n")
    .filter((line) => !line.startsWith('{"num'))
    .join("\n");
}

function tallyOf(report: string): Tally {
  try {
    const result = JSON.parse(readFileSync(report, "utf8")) as Record<string, number>;
    return {
      passed: result.numPassedTests ?? 0,
      failed: (result.numFailedTests ?? 0) + (result.numRuntimeErrorTestSuites ?? 0),
      skipped: (result.numPendingTests ?? 0) + (result.numTodoTests ?? 0),
    };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

function isTier(name: string): name is Tier {
  return (TIERS as readonly string[]).includes(name);
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { help: { type: "boolean", short: "h" } },
  });
  if (values.help) {
    process.stdout.write(`${HELP}\n`);
    return 0;
  }
  const unknown = positionals.find((name) => !isTier(name));
  if (unknown !== undefined) throw new UserError(`tier "${unknown}" is unknown: choose from ${TIERS.join(", ")}`);
  const tiers = positionals.length > 0 ? TIERS.filter((tier) => positionals.includes(tier)) : TIERS;

  const progress = progressTo(process.stdout);
  if (!tiers.some((tier) => ONE_FILE_AT_A_TIME.includes(tier))) return runTiers(tiers, progress);
  await ensureToolchain([...PULUMI_TOOLS, ...CONTROL_PLANE_TOOLS], progress);
  if (tiers.includes("toolchain")) await installOpensshServer(progress);
  await sweepTestLabs(progress);
  try {
    return await runTiers(tiers, progress);
  } finally {
    // Tests that were interrupted have not cleared away their labs.
    await sweepTestLabs(progress);
  }
}

/** Runs tiers one after another and prints what came of them. @returns the exit code */
async function runTiers(tiers: readonly Tier[], progress: Progress): Promise<number> {
  const total = { passed: 0, failed: 0, skipped: 0 };
  const lines: string[] = [];
  for (const tier of tiers) {
    const tally = tier === "static" ? await runStatic(progress) : await runJest(tier, progress);
    for (const key of ["passed", "failed", "skipped"] as const) total[key] += tally[key];
    lines.push(`  ${tier.padEnd(14)} ${describeTally(tally)}`);
  }
  process.stdout.write(`\n${lines.join("\n")}\n\n${describeTally(total)}\n`);
  return total.failed > 0 ? 1 : 0;
}

function describeTally({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

runMain(main);
