import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

import { reasonOf } from "../files";
import { waitUntil } from "../wait";

/** Where the machine's cgroups are mounted. */
const MOUNTED_AT = "/sys/fs/cgroup";
/** What a node's processes are limited and counted by. */
const NEEDED = ["cpu", "memory", "pids"] as const;
/** What a kubelet uses where it's there. */
const KUBELETS: readonly string[] = [...NEEDED, "cpuset", "hugetlb", "io"];
/** The cgroup, within a node's, of what isn't a pod's: with cgroups v2 none that has others below it may hold processes. */
export const SYSTEM_CGROUP = "system";
const REMOVAL_DEADLINE_SECONDS = 60;

/** One tree of cgroups. With v2 there is only one. */
export interface Hierarchy {
  readonly folder: string;
  readonly version: 1 | 2;
  /** What tells it from the others where it is mounted once more, such as `cpu`, or `none,name=systemd`. Empty with v2. */
  readonly options: string;
}

/** The machine's hierarchies, from /proc/self/mountinfo. A v2 one beside those of v1 has no controllers and is left out. */
export function hierarchiesIn(mountinfo: string): Hierarchy[] {
  const all = mountinfo.split("\n").flatMap((line): Hierarchy[] => {
    const [before = "", after = ""] = line.split(" - ");
    const folder = before.split(" ")[4] ?? "";
    const [type, , superOptions = ""] = after.split(" ");
    const here = folder === MOUNTED_AT || dirname(folder) === MOUNTED_AT;
    if (here && type === "cgroup2") return [{ folder, version: 2, options: "" }];
    if (here && type === "cgroup") return [{ folder, version: 1, options: identifying(superOptions.split(",")) }];
    return [];
  });
  const first = all.filter(({ version }) => version === 1);
  return first.length > 0 ? first : all.filter(({ folder }) => folder === MOUNTED_AT);
}

/** This machine's, but for those that something else is mounted over. */
export function hierarchies(): Hierarchy[] {
  const mounted = hierarchiesIn(readFileSync("/proc/self/mountinfo", "utf8"));
  return mounted.filter(({ folder }) => existsSync(join(folder, "cgroup.procs")));
}

/** Tries to make a cgroup in each hierarchy. Returns why it can't, `undefined` where it can. */
export function obstacleToMaking(found: readonly Hierarchy[]): string | undefined {
  for (const { folder } of found) {
    const trial = join(folder, `gx-trial-${process.pid}`);
    try {
      mkdirSync(trial);
      rmdirSync(trial);
    } catch (error) {
      return reasonOf(error);
    }
  }
  return undefined;
}

/** Of the needed controllers, those that no hierarchy has. */
export function missingControllers(found: readonly Hierarchy[]): string[] {
  const present = found.flatMap(({ version, options, folder }) =>
    version === 1 ? options.split(",") : words(join(folder, "cgroup.controllers")),
  );
  return NEEDED.filter((controller) => !present.includes(controller));
}

/** Makes a node's cgroups. Returns their folders, one in each hierarchy. */
export function makeNodeCgroups(labCgroup: string, node: string, found = hierarchies()): string[] {
  return found.map((hierarchy) => {
    const node_ = join(hierarchy.folder, labCgroup, node);
    for (const folder of [dirname(node_), node_, join(node_, SYSTEM_CGROUP)]) {
      passControllersOn(dirname(folder), hierarchy, basename(folder));
      if (!existsSync(folder)) mkdirSync(folder);
      if (hierarchy.options.split(",").includes("cpuset")) inheritCpuset(folder);
    }
    return node_;
  });
}

/** Removes a lab's cgroups from every hierarchy, once the processes in them have ended. */
export async function removeCgroups(labCgroup: string, found = hierarchies()): Promise<void> {
  const folders = found.map(({ folder }) => join(folder, labCgroup)).filter((folder) => existsSync(folder));
  await waitUntil("the lab's cgroups to be free", REMOVAL_DEADLINE_SECONDS, () => {
    for (const folder of folders) {
      if (existsSync(folder) && !removeTree(folder)) return `${folder} is still in use`;
    }
    return true;
  });
}

/** Their files can't be removed, and needn't be. Returns whether all is gone. */
function removeTree(folder: string): boolean {
  const below = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  if (!below.every((entry) => removeTree(join(folder, entry.name)))) return false;
  try {
    rmdirSync(folder);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EBUSY") throw error;
    return false;
  }
}

/** With v2, what is below a cgroup has the controllers that it passes on. The node's own init does it for the node. */
function passControllersOn(folder: string, { version }: Hierarchy, child: string): void {
  if (version === 1 || child === SYSTEM_CGROUP) return;
  const controllers = words(join(folder, "cgroup.controllers")).filter((name) => KUBELETS.includes(name));
  for (const controller of controllers) writeFileSync(join(folder, "cgroup.subtree_control"), `+${controller}`);
}

/** With v1, a new cgroup has no processors and no memory until it is told which: then no process may join it. */
function inheritCpuset(folder: string): void {
  for (const file of ["cpuset.cpus", "cpuset.mems"]) {
    writeFileSync(join(folder, file), readFileSync(join(dirname(folder), file)));
  }
}

/** Of a mounted hierarchy's options those that say which it is: its controllers, and its name if it has one. */
function identifying(options: readonly string[]): string {
  const [names, controllers] = [
    options.filter((option) => option.startsWith("name=")),
    options.filter((option) => /^[a-z_]+$/.test(option) && !["rw", "ro", "xattr", "clone_children"].includes(option)),
  ];
  return [...(controllers.length > 0 ? controllers : ["none"]), ...names].join(",");
}

function words(file: string): string[] {
  return readFileSync(file, "utf8").trim().split(/\s+/);
}
