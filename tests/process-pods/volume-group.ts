import { chmodSync, lchownSync, lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";

const GROUP_MAY_WRITE = 0o660;
/** New entries inherit the group, and the group may enter. */
const FOLDER_BITS = 0o2770;

/**
 * Gives a volume to a pod's `fsGroup` as the kubelet does: everything in it belongs to the group, which may read and
 * write it. With the policy OnRootMismatch nothing is touched once the volume's root is as wanted.
 */
export function giveToGroup(folder: string, group: number, policy: string | undefined): void {
  const root = lstatSync(folder);
  const isAsWanted = root.gid === group && (root.mode & FOLDER_BITS) === FOLDER_BITS;
  if (policy === "OnRootMismatch" && isAsWanted) return;
  give(folder, group);
}

function give(path: string, group: number): void {
  const entry = lstatSync(path);
  lchownSync(path, entry.uid, group);
  if (entry.isSymbolicLink()) return;
  const bits = entry.isDirectory() ? FOLDER_BITS : GROUP_MAY_WRITE;
  chmodSync(path, (entry.mode & 0o7777) | bits);
  if (!entry.isDirectory()) return;
  for (const name of readdirSync(path)) give(join(path, name), group);
}
