import { type ProcessFiles, runningProcess, stopProcess } from "../process";
import { identityOf, isAlive } from "../process-identity";
import { waitUntil } from "../wait";
import { childrenOf } from "./children";

const END_DEADLINE_SECONDS = 60;

/**
 * Ends a process that holds a namespace for processes, and so all that runs in it, at once. Returns whether it ran, when all
 * of them have ended.
 * @throws UserError if something survives even SIGKILL
 */
export async function endHolder(files: ProcessFiles): Promise<boolean> {
  const holder = runningProcess(files);
  const first = holder ? childrenOf(holder.pid).map(identityOf) : [];
  await stopProcess(files, 0);
  // The kernel lets the first process end only after all others have.
  await waitUntil(`the processes of ${files.name} to end`, END_DEADLINE_SECONDS, () =>
    first.some((process) => process && isAlive(process)) ? "some still run" : true,
  );
  return holder !== undefined;
}
