import { execFile } from "node:child_process";
import { readFileSync, realpathSync } from "node:fs";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The mounts of this process's namespace below a folder, the innermost first. */
export function mountsBelow(folder: string): string[] {
  const root = `${realpathSync(folder)}/`;
  const places = readFileSync("/proc/self/mounts", "utf8")
    .split("\n")
    .map((line) => line.split(" ")[1] ?? "");
  return places.filter((place) => place.startsWith(root)).reverse();
}

/** Unmounts all of {@link mountsBelow}. */
export async function unmountBelow(folder: string): Promise<void> {
  for (const place of mountsBelow(folder)) await run("umount", ["--lazy", place]);
}
