import { readdirSync, readlinkSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { basename, join } from "node:path";

import { ENVIRONMENT_NAMES } from "../components/shared/environments";
import type { EnvironmentName } from "../components/shared/labels";
import type { Progress } from "../toolchain/progress";
import { isMissing, readIfPresent } from "./files";
import { KILL_DEADLINE_SECONDS } from "./process";
import { waitUntil } from "./wait";

/** A deployment of the lab takes a minute or two; an update that hangs is given up by its own timeouts before this. */
const WAIT_SECONDS = 900;

/** How long an update that is told to end may take: it finishes what it is doing. */
const END_SECONDS = 10;

/** Who holds a stack's lock, as pulumi's file backend writes it. */
interface Holder {
  readonly pid: number;
  readonly hostname: string;
}

/**
 * Makes way for an update of a stack whose last one was killed: pulumi leaves a lock file behind then, and refuses every
 * later update. A lock whose process has ended is removed; one whose process still deploys is waited for.
 *
 * @param state the folder of the lab's Pulumi state
 * @throws UserError when the other update does not end
 */
export async function freeStackLock(state: string, environment: EnvironmentName, progress: Progress): Promise<void> {
  for (const file of lockFiles(lockFolder(state, environment))) {
    const holder = readHolder(file);
    if (holder && isRunning(holder)) await waitFor(holder, file, environment, progress);
    if (readIfPresent(file) === undefined) continue;
    progress.info(`  process ${holder?.pid ?? "?"}, which deployed ${environment}, was killed: its lock is removed`);
    for (const leftover of [file, `${file}.attrs`]) rmSync(leftover, { force: true });
  }
}

/**
 * Ends the updates that still run on a lab which is about to be deleted: in order if they can, else for good.
 * @param state the folder of the lab's Pulumi state
 */
export async function endDeployments(state: string): Promise<void> {
  for (const environment of ENVIRONMENT_NAMES) {
    for (const file of lockFiles(lockFolder(state, environment))) {
      const holder = readHolder(file);
      if (!holder || !isRunning(holder)) continue;
      const gone = () => (isRunning(holder) ? "it still runs" : true);
      process.kill(holder.pid, "SIGINT");
      await waitUntil(`process ${holder.pid} to end`, END_SECONDS, gone).catch(() =>
        process.kill(holder.pid, "SIGKILL"),
      );
      await waitUntil(`process ${holder.pid} to be killed`, KILL_DEADLINE_SECONDS, gone);
    }
  }
}

function waitFor(holder: Holder, file: string, environment: EnvironmentName, progress: Progress): Promise<void> {
  return progress.step(`Wait for process ${holder.pid}, which is deploying ${environment}`, () =>
    waitUntil(`process ${holder.pid} to finish deploying ${environment}, or end it`, WAIT_SECONDS, () =>
      isRunning(holder) && readIfPresent(file) !== undefined ? "it still runs" : true,
    ),
  );
}

function lockFolder(state: string, environment: EnvironmentName): string {
  return join(state, ".pulumi", "locks", "organization", "gx", environment);
}

function lockFiles(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(".json"))
      .map((name) => join(folder, name));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

function readHolder(file: string): Holder | undefined {
  try {
    return JSON.parse(readIfPresent(file) ?? "") as Holder;
  } catch {
    return undefined;
  }
}

/** A pid that belongs to another program now, or to a process that is dead but not yet reaped, names no pulumi. */
function isRunning({ pid, hostname: host }: Holder): boolean {
  if (host !== hostname()) return false;
  try {
    return basename(readlinkSync(`/proc/${pid}/exe`)).startsWith("pulumi");
  } catch {
    return false;
  }
}
