import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";

import { UserError } from "../../toolchain/user-error";
import { diedMessage, launch, processFiles, runningProcess } from "../process";
import { isAlive, type ProcessIdentity } from "../process-identity";
import { waitUntil } from "../wait";
import { endHolder } from "./holder";
import type { RealLayout } from "./real-layout";

/**
 * A lab with real nodes lives in a frame: namespaces of its own for processes, mounts and network. The network has no way
 * off the machine. The kernel ends every process in the frame with the frame's first one, and takes back mounts, network
 * devices and rules with the last: so there is one process to end, and nothing else to find, whatever had been killed.
 */
const NAMESPACES = ["--pid", "--fork", "--kill-child=SIGKILL", "--mount", "--propagation=private", "--mount-proc"];
const OTHER_NAMESPACES = ["--net", "--uts", "--ipc"];

/** The first process: says that it's there, then takes the results of whatever lost its parent. */
const FIRST_PROCESS = 'ip link set lo up && : > "$0" && while :; do sleep 3600; done';
const START_DEADLINE_SECONDS = 60;

/** Makes the frame, empty. Returns the process that holds it. */
export async function startFrame(layout: RealLayout): Promise<ProcessIdentity> {
  const readyFile = join(layout.runFolder, "frame.ready");
  rmSync(readyFile, { force: true });
  const files = frameFiles(layout);
  const command = ["unshare", ...NAMESPACES, ...OTHER_NAMESPACES, "/bin/sh", "-c", FIRST_PROCESS, readyFile];
  const frame = await launch(files, command, layout.folder);
  await waitUntil("the lab's namespaces", START_DEADLINE_SECONDS, () => {
    if (!isAlive(frame)) throw new UserError(diedMessage(files));
    return existsSync(readyFile) || "not made yet";
  });
  return frame;
}

/** The process that holds the lab's frame, if it runs. */
export function runningFrame(layout: RealLayout): ProcessIdentity | undefined {
  return runningProcess(frameFiles(layout));
}

/** What a command is appended to so that it runs in the frame that `holder` holds, or in the node. */
export function inside(holder: Pick<ProcessIdentity, "pid">): string[] {
  // The holder is the parent of the first process, and itself in all of the namespaces but that for processes.
  const namespaces = ["--net", "--mount", "--uts", "--ipc", `--pid=/proc/${holder.pid}/ns/pid_for_children`];
  return ["nsenter", `--target=${holder.pid}`, ...namespaces, "--"];
}

/**
 * What a command is appended to so that it runs in the lab's network, and otherwise where it's called.
 * @throws UserError where the lab doesn't run
 */
export function insideNetwork(layout: RealLayout): string[] {
  const frame = runningFrame(layout);
  if (!frame) throw new UserError(`lab "${layout.name}" does not run any more; its logs: ${layout.logsFolder}`);
  return ["nsenter", `--net=/proc/${frame.pid}/ns/net`, "--"];
}

/**
 * Ends all that runs in the frame, at once, and waits until it has ended. Returns whether anything ran.
 * @throws UserError if something survives even SIGKILL.
 */
export function endFrame(layout: RealLayout): Promise<boolean> {
  return endHolder(frameFiles(layout));
}

function frameFiles(layout: RealLayout) {
  return processFiles(layout, "frame");
}
