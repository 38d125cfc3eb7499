import { readFileSync, writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { resolve } from "node:path";
import { type Progress, progressTo } from "../toolchain/progress";
import { runMain } from "../toolchain/user-error";
import { type Bench, withBenchLab } from "./bench-lab";
import { type BenchmarkName, HELP, wantedBenchmarks } from "./command-line";
import { environmentFacts } from "./environment-facts";
import { growthBenchmark } from "./growth";
import { previewBenchmark } from "./preview";
import { refreshBenchmark } from "./refresh";
import { withSection } from "./report";

const REPORT = resolve(__dirname, "../docs/benchmarks.md");

const BENCHMARKS: Readonly<Record<BenchmarkName, (bench: Bench) => Promise<string>>> = {
  preview: previewBenchmark,
  refresh: refreshBenchmark,
  growth: growthBenchmark,
};

runMain(async () => {
  const wanted = wantedBenchmarks(process.argv.slice(2));
  if (wanted === "help") {
    process.stdout.write(HELP);
    return;
  }
  const progress = progressTo(process.stdout);
  for (const name of wanted) await measure(name, progress);
});

/** Runs one benchmark on a fresh lab, and writes its section as soon as it is there. */
async function measure(name: BenchmarkName, progress: Progress): Promise<void> {
  progress.info(`\n── ${name}`);
  const before = oneMinuteLoad();
  const found = await withBenchLab(progress, BENCHMARKS[name]);
  const facts = environmentFacts(`npm run bench -- ${name}`, { before, after: oneMinuteLoad() });
  const section = `${found}\n\n${facts}`;
  writeFileSync(REPORT, withSection(readFileSync(REPORT, "utf8"), name, section));
  progress.info(`\n${section}\n\nwritten to docs/benchmarks.md`);
}

function oneMinuteLoad(): number {
  return loadavg()[0] ?? NaN;
}
