import { join } from "node:path";
import { LABS_FOLDER } from "../lab/layout";
import type { Progress } from "../toolchain/progress";
import { withFileLock } from "../toolchain/store/file-lock.cjs";
import { ENDING_SIGNALS, Interrupted } from "../toolchain/user-error";

/**
 * Runs a benchmark's work while no other benchmark of this checkout runs: they would measure each other, so the second waits.
 *
 * @param work looks at its signal between steps: it is aborted, with an {@link Interrupted}, once somebody asks the run to end
 * @throws Interrupted once the work has ended, where a signal came
 */
export async function oneAtATime<T>(progress: Progress, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const interruption = new AbortController();
  const { signal } = interruption;
  const onSignal = (name: NodeJS.Signals) => interruption.abort(new Interrupted(name));
  for (const name of ENDING_SIGNALS) process.on(name, onSignal);
  try {
    const onWait = (pid: string) => progress.info(`  waiting for process ${pid}, which runs benchmarks too`);
    return await withFileLock(join(LABS_FOLDER, "bench.run.lock"), { onWait, signal }, () => work(signal));
  } catch (error) {
    // What an interruption breaks off fails in ways of its own.
    throw signal.aborted ? signal.reason : error;
  } finally {
    for (const name of ENDING_SIGNALS) process.off(name, onSignal);
  }
}
