import { randomInt } from "node:crypto";

import { resetRealLab } from "../lab/nodes/real-lab";
import { type Progress, progressTo } from "../toolchain/progress";
import { ENDING_SIGNALS, Interrupted, runMain } from "../toolchain/user-error";
import { drillBackup } from "./backup/drill";
import { HELP, wantedDrill } from "./command-line";
import { drillFaults } from "./faults";
import { DRILL_LAB, drillNodes } from "./nodes";
import { POSTGRES_DRILL } from "./postgres/drill";
import { drillReachability } from "./reachability/drill";
import { REDIS_DRILL } from "./redis/drill";
import { drillScenarios } from "./scenario-drill";

runMain(async () => {
  const wanted = wantedDrill(process.argv.slice(2), randomInt(1_000_000_000));
  if (wanted === "help") {
    process.stdout.write(HELP);
    return;
  }
  const progress = progressTo(process.stdout);
  const early = new AbortController();
  const onSignal = (signal: NodeJS.Signals) => {
    early.abort();
    void endEarly(signal, progress);
  };
  for (const signal of ENDING_SIGNALS) process.once(signal, onSignal);
  const { rounds, scenarios } = wanted;
  switch (wanted.drill) {
    case "nodes":
      return drillNodes(wanted, progress, early.signal);
    case "faults":
      return drillFaults(progress, early.signal);
    case "postgres":
      return drillScenarios({ ...POSTGRES_DRILL, wanted: scenarios, rounds }, progress, early.signal);
    case "redis":
      return drillScenarios({ ...REDIS_DRILL, wanted: scenarios, rounds }, progress, early.signal);
    case "backup":
      return drillBackup(progress, early.signal);
    case "reachability":
      return drillReachability(progress, early.signal);
  }
});

/** Nothing of a drill is left when it is interrupted. */
async function endEarly(signal: NodeJS.Signals, progress: Progress): Promise<void> {
  const { message, exitCode } = new Interrupted(signal);
  progress.info(`${message}: the drill's lab is deleted`);
  await resetRealLab({ ...DRILL_LAB, progress });
  process.exit(exitCode);
}
