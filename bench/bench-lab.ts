import { join } from "node:path";
import { labNodesOf } from "../lab/inventory-nodes";
import { type Lab, resetLab, startLab } from "../lab/lab";
import { LABS_FOLDER } from "../lab/layout";
import { LAB_TOOLS } from "../lab/tools";
import { ensureToolchain, PULUMI_TOOLS, type Toolchain } from "../toolchain";
import { type Progress, silent } from "../toolchain/progress";
import { withFileLock } from "../toolchain/store/file-lock.cjs";
import { ENDING_SIGNALS, Interrupted } from "../toolchain/user-error";

/** The lab that benchmarks run on. */
const LAB_NAME = "bench";

/** What a benchmark works with. */
export interface Bench {
  readonly lab: Lab;
  readonly toolchain: Toolchain;
  readonly progress: Progress;
  /** Aborted, with an {@link Interrupted}, once somebody asks the run to end: to be looked at between steps. */
  readonly signal: AbortSignal;
}

/**
 * Runs work on a lab of its own, with nothing deployed on it, and removes the lab afterwards, also where the work throws
 * or a signal comes. Two at the same time would measure each other: the second waits.
 *
 * @throws Interrupted once all is removed, where a signal came
 */
export async function withBenchLab<T>(progress: Progress, work: (bench: Bench) => Promise<T>): Promise<T> {
  const toolchain = await ensureToolchain([...PULUMI_TOOLS, ...LAB_TOOLS], progress);
  const interruption = new AbortController();
  const { signal } = interruption;
  const onSignal = (name: NodeJS.Signals) => interruption.abort(new Interrupted(name));
  for (const name of ENDING_SIGNALS) process.on(name, onSignal);
  try {
    const onWait = (pid: string) => progress.info(`  waiting for process ${pid}, which runs benchmarks too`);
    return await withFileLock(join(LABS_FOLDER, `${LAB_NAME}.run.lock`), { onWait, signal }, async () => {
      const remove = () => resetLab({ name: LAB_NAME, progress: silent });
      await remove();
      try {
        signal.throwIfAborted();
        const lab = await startLab({ name: LAB_NAME, nodes: labNodesOf(), tools: toolchain, progress });
        signal.throwIfAborted();
        return await work({ lab, toolchain, progress, signal });
      } finally {
        await progress.step("Remove the lab", remove);
      }
    });
  } catch (error) {
    // What an interruption breaks off fails in ways of its own.
    throw signal.aborted ? signal.reason : error;
  } finally {
    for (const name of ENDING_SIGNALS) process.off(name, onSignal);
  }
}
