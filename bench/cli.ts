import { readFileSync, writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { resolve } from "node:path";
import { notInOwnNetwork } from "../tests/support/own-network";
import { type Progress, progressTo } from "../toolchain/progress";
import { runMain } from "../toolchain/user-error";
import { backupBenchmark } from "./backup";
import { type Bench, withBenchLab } from "./bench-lab";
import { type BenchmarkName, HELP, IN_OWN_NETWORK, wantedBenchmarks } from "./command-line";
import { environmentFacts } from "./environment-facts";
import { failoverBenchmark } from "./failover";
import { growthBenchmark } from "./growth";
import { runInOwnNetwork } from "./in-own-network";
import { pgbenchBenchmark } from "./pgbench";
import { previewBenchmark } from "./preview";
import { refreshBenchmark } from "./refresh";
import { withSection } from "./report";
import { sentinelBenchmark } from "./sentinel";

const REPORT = resolve(__dirname, "../docs/benchmarks.md");

const onBenchLab = (benchmark: (bench: Bench) => Promise<string>) => (progress: Progress) =>
  withBenchLab(progress, benchmark);

const BENCHMARKS: Readonly<Record<BenchmarkName, (progress: Progress) => Promise<string>>> = {
  preview: onBenchLab(previewBenchmark),
  refresh: onBenchLab(refreshBenchmark),
  growth: onBenchLab(growthBenchmark),
  failover: failoverBenchmark,
  pgbench: pgbenchBenchmark,
  sentinel: sentinelBenchmark,
  backup: backupBenchmark,
};

runMain(async () => {
  const wanted = wantedBenchmarks(process.argv.slice(2));
  if (wanted === "help") {
    process.stdout.write(HELP);
    return 0;
  }
  const progress = progressTo(process.stdout);
  for (const name of wanted) {
    const images = IN_OWN_NETWORK.get(name);
    if (images !== undefined && notInOwnNetwork() !== undefined) {
      const code = await runInOwnNetwork(name, images, progress);
      if (code !== 0) return code;
    } else {
      await measure(name, progress);
    }
  }
  return 0;
});

/** Runs one benchmark, and writes its section as soon as it is there. */
async function measure(name: BenchmarkName, progress: Progress): Promise<void> {
  progress.info(`\n── ${name}`);
  const before = oneMinuteLoad();
  const found = await BENCHMARKS[name](progress);
  const facts = environmentFacts(`npm run bench -- ${name}`, { before, after: oneMinuteLoad() });
  const section = `${found}\n\n${facts}`;
  writeFileSync(REPORT, withSection(readFileSync(REPORT, "utf8"), name, section));
  progress.info(`\n${section}\n\nwritten to docs/benchmarks.md`);
}

function oneMinuteLoad(): number {
  return loadavg()[0] ?? NaN;
}
