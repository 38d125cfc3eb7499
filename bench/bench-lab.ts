import { labNodesOf } from "../lab/inventory-nodes";
import { type Lab, resetLab, startLab } from "../lab/lab";
import { LAB_TOOLS } from "../lab/tools";
import { ensureToolchain, PULUMI_TOOLS, type Toolchain } from "../toolchain";
import { type Progress, silent } from "../toolchain/progress";
import { oneAtATime } from "./one-at-a-time";

/** The lab that benchmarks run on. */
const LAB_NAME = "bench";

/** What a benchmark works with. */
export interface Bench {
  readonly lab: Lab;
  readonly toolchain: Toolchain;
  readonly progress: Progress;
  /** Aborted, with an `Interrupted`, once somebody asks the run to end: to be looked at between steps. */
  readonly signal: AbortSignal;
}

/**
 * Runs work on a lab of its own, with nothing deployed on it, and removes the lab afterwards, also where the work throws
 * or a signal comes.
 *
 * @throws Interrupted once all is removed, where a signal came
 */
export async function withBenchLab<T>(progress: Progress, work: (bench: Bench) => Promise<T>): Promise<T> {
  const toolchain = await ensureToolchain([...PULUMI_TOOLS, ...LAB_TOOLS], progress);
  return oneAtATime(progress, async (signal) => {
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
}
