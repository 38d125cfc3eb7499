import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";

import { run } from "../../images/run";
import { UserError } from "../../toolchain/user-error";
import type { RealLayout } from "../nodes/real-layout";
import { diedMessage, launch, type ProcessFiles, processFiles, stopProcess } from "../process";
import { isAlive } from "../process-identity";
import { waitUntil } from "../wait";

const PROGRAM = join(__dirname, "hold_back.py");
const START_DEADLINE_SECONDS = 60;

/** Starts, in the lab's frame, what holds packets back in a queue. Returns once it does. @throws UserError where it can't */
export async function startHoldingBack(layout: RealLayout, queue: number, milliseconds: number): Promise<void> {
  const files = holderFiles(layout, queue);
  const readyFile = join(layout.runFolder, `${files.name}.ready`);
  rmSync(readyFile, { force: true });
  const command = [await python(), "-B", PROGRAM, String(queue), String(milliseconds), readyFile];
  const holder = await launch(files, command, layout.folder);
  await waitUntil(`${files.name} to hold packets back`, START_DEADLINE_SECONDS, () => {
    if (!isAlive(holder)) throw new UserError(diedMessage(files));
    return existsSync(readyFile) || "not yet";
  });
}

/** Ends it: the packets that still wait are lost. */
export async function stopHoldingBack(layout: RealLayout, queue: number): Promise<void> {
  await stopProcess(holderFiles(layout, queue), 0);
}

function holderFiles(layout: RealLayout, queue: number): ProcessFiles {
  return processFiles(layout, `delay-${queue}`);
}

/** The interpreter itself: what is called so may be a script that picks one by the user's settings. */
async function python(): Promise<string> {
  try {
    return await run("python3", ["-c", "import sys; print(sys.executable)"]);
  } catch {
    throw new UserError("python3 holds packets back, and can't be run: install Debian's package python3");
  }
}
