import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";

import { resetLab } from "../../lab/lab";
import { type Progress, silent } from "../../toolchain/progress";
import { isAlive, ownIdentity, withFileLock } from "../../toolchain/store/file-lock.cjs";

/** Where the labs of all tests of this checkout are: a folder for each process that runs tests, named by its identity. */
const ROOT = resolve(__dirname, "../../.lab/tests");

/** The folder of this process's labs. What processes left behind that have ended is cleared away first. */
export async function testLabsFolder(): Promise<string> {
  await sweepTestLabs();
  const folder = join(ROOT, await ownIdentity());
  mkdirSync(folder, { recursive: true });
  return folder;
}

/**
 * Stops and deletes the labs of test processes that have ended: nobody else knows of them. Those of running ones stay. Of
 * several runs at once one sweeps, so that none finds a folder gone in the middle of its work.
 * @param root where the folders of test processes are
 */
export async function sweepTestLabs(progress: Progress = silent, root = ROOT): Promise<void> {
  const onWait = (pid: string) =>
    progress.info(`  waiting for process ${pid}, which deletes labs of interrupted tests`);
  await withFileLock(join(root, "sweep.lock"), { onWait }, async () => {
    for (const identity of folders(root)) {
      if (await isAlive(identity)) continue;
      for (const name of folders(join(root, identity))) {
        await progress.step(`Delete lab "${name}", which tests left behind`, () =>
          resetLab({ name, labsFolder: join(root, identity), progress: silent }),
        );
      }
      rmSync(join(root, identity), { recursive: true, force: true });
    }
  });
}

/** Stops and deletes labs of this process. */
export async function removeTestLabs(labsFolder: string, ...names: readonly string[]): Promise<void> {
  for (const name of names) await resetLab({ name, labsFolder, progress: silent });
  if (folders(labsFolder).length === 0) rmSync(labsFolder, { recursive: true, force: true });
}

/** The folders in a folder; none where there is no such folder. */
function folders(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  } catch {
    return [];
  }
}
