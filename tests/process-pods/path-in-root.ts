import { lstatSync, readlinkSync } from "node:fs";
import { join } from "node:path";

const MOST_LINKS = 40;

/**
 * The path without links, from `root` on, that `path` means inside a root file system: links in it lead on inside of it, also
 * absolute ones such as Debian's `/var/run`. What does not exist yet is taken as it is written.
 * @throws Error for a loop of links
 */
export function pathInRoot(root: string, path: string): string {
  const left = path.split("/").filter(Boolean);
  let resolved: string[] = [];
  let links = 0;
  while (left.length > 0) {
    const part = left.shift() as string;
    if (part === "." || part === "..") {
      if (part === "..") resolved.pop();
      continue;
    }
    const candidate = join(root, ...resolved, part);
    if (!lstatSync(candidate, { throwIfNoEntry: false })?.isSymbolicLink()) {
      resolved.push(part);
      continue;
    }
    if (++links > MOST_LINKS) throw new Error(`${path} is a loop of links in ${root}`);
    const target = readlinkSync(candidate);
    if (target.startsWith("/")) resolved = [];
    left.unshift(...target.split("/").filter(Boolean));
  }
  return `/${resolved.join("/")}`;
}
