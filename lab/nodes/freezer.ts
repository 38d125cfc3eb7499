import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { UserError } from "../../toolchain/user-error";
import { isMissing } from "../files";
import { waitUntil } from "../wait";
import { type Hierarchy, hierarchies } from "./cgroups";

const FREEZE_DEADLINE_SECONDS = 30;

/**
 * Freezes all processes in a cgroup and in those below it: they get no time until they are thawed.
 * @param cgroup where it is in each hierarchy, below where that is mounted
 * @throws UserError where the machine can't freeze, or the processes don't come to rest
 */
export async function freeze(cgroup: string, found = hierarchies()): Promise<void> {
  const hierarchy = freezerIn(found);
  if (!hierarchy) throw new UserError("no cgroups for freezer are mounted below /sys/fs/cgroup: mount them");
  const folder = join(hierarchy.folder, cgroup);
  write(folder, hierarchy, true);
  await waitUntil(`the processes in ${folder} to be frozen`, FREEZE_DEADLINE_SECONDS, () =>
    isFrozen(folder, hierarchy) ? true : "some still run",
  );
}

/** Lets the processes go on that {@link freeze} froze by this cgroup, but for those below that were frozen by another. It needn't be there. */
export function thaw(cgroup: string, found = hierarchies()): void {
  const hierarchy = freezerIn(found);
  if (hierarchy) ifThere(join(hierarchy.folder, cgroup), (folder) => write(folder, hierarchy, false));
}

/** Lets all processes in a cgroup, and in those below it, go on, whichever of these was frozen. It needn't be there. */
export function thawAll(cgroup: string, found = hierarchies()): void {
  const hierarchy = freezerIn(found);
  if (hierarchy) thawTree(join(hierarchy.folder, cgroup), hierarchy);
}

function thawTree(top: string, hierarchy: Hierarchy): void {
  ifThere(top, (folder) => {
    write(folder, hierarchy, false);
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory()) thawTree(join(folder, entry.name), hierarchy);
    }
  });
}

/** A kubelet removes cgroups of pods at any moment. */
function ifThere(folder: string, work: (folder: string) => void): void {
  try {
    work(folder);
  } catch (error) {
    if (!isMissing(error) && existsSync(folder)) throw error;
  }
}

function freezerIn(found: readonly Hierarchy[]): Hierarchy | undefined {
  return found.find(({ version, options }) => version === 2 || options.split(",").includes("freezer"));
}

function write(folder: string, { version }: Hierarchy, frozen: boolean): void {
  const [file, state] =
    version === 1 ? ["freezer.state", frozen ? "FROZEN" : "THAWED"] : ["cgroup.freeze", frozen ? "1" : "0"];
  // Never made: in a folder that isn't a cgroup there is none.
  writeFileSync(join(folder, file), state, { flag: "r+" });
}

function isFrozen(folder: string, { version }: Hierarchy): boolean {
  if (version === 1) return readFileSync(join(folder, "freezer.state"), "utf8").trim() === "FROZEN";
  return /^frozen 1$/m.test(readFileSync(join(folder, "cgroup.events"), "utf8"));
}
