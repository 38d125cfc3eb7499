import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

import { UserError } from "../../toolchain/user-error";
import { isMissing } from "../files";
import type { Kubectl } from "../kubectl";
import { hierarchies } from "../nodes/cgroups";
import type { RealLayout } from "../nodes/real-layout";
import type { RunningContainer } from "./fault";

/** How many names an error lists. */
const SHOWN = 20;

/** A pod as the API server tells of it, as far as its containers are concerned. */
export interface PodOfContainers {
  readonly metadata: { readonly namespace: string; readonly name: string };
  readonly spec: { readonly nodeName?: string };
  readonly status: {
    readonly containerStatuses?: readonly {
      readonly name: string;
      readonly containerID?: string;
      readonly state?: { readonly running?: object };
    }[];
  };
}

/**
 * The container called NAMESPACE/POD/CONTAINER, or NAMESPACE/POD where the pod has one alone.
 * @throws UserError naming those there are where it doesn't run
 */
export async function findContainer(kubectl: Kubectl, given: string): Promise<RunningContainer> {
  const { items } = await kubectl.get<{ items: PodOfContainers[] }>("pods", "--all-namespaces");
  const all = items.flatMap(runningContainers);
  const found = all.filter(({ name }) => name === given || name.startsWith(`${given}/`));
  const [only] = found;
  if (only && found.length === 1 && given.includes("/")) return only;
  const candidates = found.length > 1 ? found : all;
  const names = candidates.map(({ name }) => name).sort();
  const shown = names.slice(0, SHOWN).join(", ") + (names.length > SHOWN ? `, and ${names.length - SHOWN} more` : "");
  throw new UserError(
    found.length > 1
      ? `"${given}" is several containers: ${shown}`
      : `no container "${given}" runs; there are ${shown || "none"}`,
  );
}

/** Kills all processes of a container. @throws UserError where it has ended meanwhile */
export function killContainer(layout: RealLayout, container: RunningContainer): void {
  const pids = processesOfContainer(layout, container);
  if (pids.length === 0) throw new UserError(`container ${container.name} has ended: nothing was killed`);
  for (const pid of pids) {
    try {
      process.kill(pid, "SIGKILL");
    } catch (error) {
      // With the first one, the kernel kills the others.
      if (!isMissing(error)) throw error;
    }
  }
}

/** A container's cgroup, below where its hierarchies are mounted; `undefined` where it has ended. */
export function containerCgroup({ cgroup }: RealLayout, { id }: RunningContainer): string | undefined {
  const mountedAt = hierarchies()[0]?.folder ?? "";
  const folder = findFolder(join(mountedAt, cgroup), id);
  return folder && relative(mountedAt, folder);
}

/** The processes of a container, as this process sees them: the first is in its pod's network. None where it has ended. */
export function processesOfContainer(layout: RealLayout, container: RunningContainer): number[] {
  const cgroup = containerCgroup(layout, container);
  return cgroup === undefined ? [] : processesIn(join(hierarchies()[0]?.folder ?? "", cgroup));
}

/** The processes in a cgroup, as this process sees them. */
export function processesIn(folder: string): number[] {
  return readFileSync(join(folder, "cgroup.procs"), "utf8").split("\n").filter(Boolean).map(Number);
}

/** The containers of a pod that run. */
export function runningContainers({ metadata, spec, status }: PodOfContainers): RunningContainer[] {
  return (status.containerStatuses ?? [])
    .filter(({ state, containerID }) => state?.running && containerID)
    .map(({ name, containerID }) => ({
      name: `${metadata.namespace}/${metadata.name}/${name}`,
      node: spec.nodeName ?? "",
      id: containerID?.replace(/^.*:\/\//, "") ?? "",
    }));
}

function findFolder(folder: string, name: string): string | undefined {
  const below = subfolders(folder);
  if (below.includes(name)) return join(folder, name);
  for (const entry of below) {
    const found = findFolder(join(folder, entry), name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A kubelet removes cgroups of pods at any moment. */
function subfolders(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
