import { linkSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { randomUUID } from "node:crypto";

import { errorCode, makePrivateFolder, readIfPresent, writePrivately } from "./files";
import { identityOf, isAlive, type ProcessIdentity } from "./process-identity";
import { waitUntil } from "./wait";

const RELEASED = "released";
/** Longer than any start or stop of a lab can take. */
const WAIT_SECONDS = 300;

/**
 * Runs `work` while no other holder of the same folder does, also in other processes; waits for its turn.
 *
 * Each turn is a numbered ticket that names its holder; the highest ticket counts. A holder that died leaves a ticket
 * that its successor recognises by the process identity, so no lock outlives its process and none is ever deleted by
 * somebody who mistook it for stale.
 * @param onWait is told once, in words, whom it waits for.
 */
export async function withLock<T>(folder: string, onWait: (text: string) => void, work: () => Promise<T>): Promise<T> {
  makePrivateFolder(folder);
  let ticket: string | undefined;
  let told = false;
  await waitUntil(`the lock in ${folder}`, WAIT_SECONDS, () => {
    const holder = currentHolder(folder);
    if (holder) {
      if (!told) onWait(`waiting for process ${holder.pid}, which is starting or stopping this lab`);
      told = true;
      return `held by process ${holder.pid}`;
    }
    ticket = takeNextTicket(folder);
    return ticket ? true : "another process was quicker";
  });
  try {
    return await work();
  } finally {
    if (ticket) writePrivately(join(folder, ticket), RELEASED);
  }
}

function currentHolder(folder: string): ProcessIdentity | undefined {
  const last = tickets(folder).at(-1);
  const content = last === undefined ? undefined : readIfPresent(join(folder, String(last)));
  if (content === undefined || content === RELEASED) return undefined;
  const holder = JSON.parse(content) as ProcessIdentity;
  return isAlive(holder) ? holder : undefined;
}

function takeNextTicket(folder: string): string | undefined {
  const mine = (tickets(folder).at(-1) ?? 0) + 1;
  if (!createExclusively(join(folder, String(mine)), JSON.stringify(identityOf(process.pid)))) return undefined;
  const now = tickets(folder);
  // Tickets below the highest are swept away, so a slow rival may re-create one of those: the highest alone counts.
  if (now.at(-1) !== mine) {
    rmSync(join(folder, String(mine)), { force: true });
    return undefined;
  }
  for (const old of now.slice(0, -1)) rmSync(join(folder, String(old)), { force: true });
  return String(mine);
}

function tickets(folder: string): number[] {
  return readdirSync(folder)
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .sort((a, b) => a - b);
}

/** Creates a file with its content in one step; false if it was there. */
function createExclusively(path: string, content: string): boolean {
  const draft = `${path}.${randomUUID()}`;
  writeFileSync(draft, content, { mode: 0o600 });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}
