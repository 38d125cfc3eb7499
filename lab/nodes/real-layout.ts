import { join } from "node:path";

import { sha256Of } from "../../toolchain/store/hash";
import type { LabLayout } from "../layout";

/** Where the things lie that only a lab with real nodes has. Absolute paths. */
export interface RealLayout extends LabLayout {
  /** Says that the lab's nodes are real, and what it was started from. */
  readonly realStateFile: string;
  /** One folder for each node: see {@link NodeFolders}. */
  readonly nodesFolder: string;
  /** Images as containerd imports them, `*.tar`: each node does so when it starts. */
  readonly imagesFolder: string;
  /** The lab's folder in each hierarchy of cgroups, below where it is mounted: no other lab of this machine has its name. */
  readonly cgroup: string;
}

/** Where the things of one node lie. */
export interface NodeFolders {
  readonly folder: string;
  /** What its root file system is mounted on; empty for everybody else. */
  readonly root: string;
  /** Its /etc: written before it starts. */
  readonly etc: string;
  /** Its /var: images, containers and volumes. */
  readonly var: string;
  /** The file system of its volumes, as a file: see storage.ts. */
  readonly storage: string;
  /** Its /var/log, which is kept when the lab is stopped. */
  readonly logs: string;
}

/** Adds to a lab's layout what real nodes need. Touches nothing. */
export function realLayout(layout: LabLayout): RealLayout {
  const inside = (entry: string) => join(layout.folder, entry);
  return {
    ...layout,
    realStateFile: inside("real-nodes.json"),
    nodesFolder: inside("nodes"),
    imagesFolder: inside("images"),
    cgroup: `gx-lab-${layout.name}-${sha256Of(layout.folder).slice(0, 8)}`,
  };
}

/** The folders of the node called `name`. */
export function nodeFolders(layout: RealLayout, name: string): NodeFolders {
  const folder = join(layout.nodesFolder, name);
  const inside = (entry: string) => join(folder, entry);
  return {
    folder,
    root: inside("root"),
    etc: inside("etc"),
    var: inside("var"),
    storage: inside("storage.ext4"),
    logs: join(layout.logsFolder, name),
  };
}
