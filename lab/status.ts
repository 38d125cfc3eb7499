import { kubectlAs } from "./cluster";
import { reasonOf } from "./files";
import { serverUrl } from "./kubeconfig";
import { brokenParts, type LabReference, layoutOf } from "./lab";
import type { LabLayout } from "./layout";
import { part } from "./parts";
import { PART_NAMES, type PartName } from "./parts/part";
import { processFiles, readRecord, runningProcess } from "./process";
import { type PodItem, type Workload, workloadsOf } from "./workloads";
import { hasRemnants, type LabState, readState } from "./state";

/**
 * How a lab is: `absent` was never started, `unfinished` is in its first start or was interrupted in it, `stopped` has no
 * process, `broken` has some that don't run or don't answer.
 */
export type LabCondition = "absent" | "unfinished" | "stopped" | "broken" | "running";

/** How one part is: `crashed` ended without being stopped, `silent` runs but does not answer. */
export type PartCondition = "stopped" | "crashed" | "silent" | "running";

/** One process. */
export interface PartStatus {
  readonly name: PartName;
  readonly condition: PartCondition;
  readonly pid?: number;
  readonly ports: readonly number[];
  readonly logFile: string;
}

/** One node and what stands on it. */
export interface NodeStatus {
  readonly name: string;
  readonly ready: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly podsByPhase: Readonly<Record<string, number>>;
  readonly workloads: readonly Workload[];
}

/** A lab as found. */
export interface LabStatus {
  readonly name: string;
  readonly folder: string;
  readonly condition: LabCondition;
  readonly parts: readonly PartStatus[];
  readonly kubeconfigPath?: string;
  readonly serverUrl?: string;
  readonly nodes: readonly NodeStatus[];
  /** Why the API server could not be asked for nodes and pods. */
  readonly problem?: string;
}

/** Looks at a lab without changing it. Asks a running API server for its nodes and pods. */
export async function labStatus(reference: LabReference = {}): Promise<LabStatus> {
  const layout = layoutOf(reference);
  const state = readState(layout);
  const broken = state?.complete ? await brokenParts(layout, state) : [];
  const parts = PART_NAMES.map((name) => partStatus(name, layout, state, broken));
  const condition = conditionOf(layout, state, parts);
  const status = {
    name: layout.name,
    folder: layout.folder,
    condition,
    parts,
    ...(state?.complete && {
      kubeconfigPath: layout.kubeconfigPath,
      serverUrl: serverUrl(state.ports["api-server"]),
    }),
  };
  if (!state?.complete || broken.includes("api-server")) return { ...status, nodes: [] };
  try {
    return { ...status, nodes: await nodeStatuses(layout, state) };
  } catch (error) {
    return { ...status, nodes: [], problem: reasonOf(error) };
  }
}

function conditionOf(layout: LabLayout, state: LabState | undefined, parts: readonly PartStatus[]): LabCondition {
  if (!state?.complete) return hasRemnants(layout) ? "unfinished" : "absent";
  if (parts.every(({ condition }) => condition === "running")) return "running";
  return parts.every(({ condition }) => condition === "stopped") ? "stopped" : "broken";
}

function partStatus(
  name: PartName,
  layout: LabLayout,
  state: LabState | undefined,
  broken: readonly PartName[],
): PartStatus {
  const files = processFiles(layout, name);
  const running = runningProcess(files);
  const ended: PartCondition = readRecord(files.recordFile) ? "crashed" : "stopped";
  const alive: PartCondition = broken.includes(name) ? "silent" : "running";
  return {
    name,
    condition: running ? alive : ended,
    ...(running && { pid: running.pid }),
    ports: state ? part(name, { layout, ports: state.ports }).listensOn.map((port) => state.ports[port]) : [],
    logFile: files.logFile,
  };
}

interface NodeItem {
  readonly kind: "Node";
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  readonly status: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

async function nodeStatuses(layout: LabLayout, state: LabState): Promise<NodeStatus[]> {
  const { items } = await kubectlAs(layout, state.kubectlPath).get<{ items: (NodeItem | PodItem)[] }>(
    "nodes,pods",
    "--all-namespaces",
  );
  const pods = items.filter((item) => item.kind === "Pod");
  return items
    .filter((item) => item.kind === "Node")
    .map(({ metadata, status }) => {
      const onNode = pods.filter((pod) => pod.spec.nodeName === metadata.name);
      return {
        name: metadata.name,
        labels: metadata.labels,
        ready:
          status.conditions?.some((condition) => condition.type === "Ready" && condition.status === "True") ?? false,
        podsByPhase: countBy(onNode.map((pod) => pod.status.phase)),
        workloads: workloadsOf(onNode),
      };
    });
}

function countBy(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}
