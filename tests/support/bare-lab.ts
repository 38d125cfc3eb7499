import { kubectlAs } from "../../lab/cluster";
import { labNodesOf } from "../../lab/inventory-nodes";
import type { Kubectl } from "../../lab/kubectl";
import { type Lab, layoutOf, startLab, stopLab } from "../../lab/lab";
import type { LabLayout } from "../../lab/layout";
import type { PartContext } from "../../lab/parts/part";
import { readState } from "../../lab/state";
import { LAB_TOOLS, type LabTools } from "../../lab/tools";
import { waitUntil } from "../../lab/wait";
import { ensureToolchain } from "../../toolchain";
import { type Progress, silent } from "../../toolchain/progress";
import { removeTestLabs, testLabsFolder } from "./test-labs-folder";

/** How long a test may wait for a cluster: a machine that does other things besides takes many times the usual second or two. */
export const WAIT_SECONDS = 180;
/** How long a test may take. The waits within it end before, and say what they waited for. */
export const TIMEOUT_MS = 900_000;

/** Labs of a test file's own, nothing deployed on them. */
export interface BareLabs {
  readonly labsFolder: string;
  readonly tools: LabTools;
  layout(name: string): LabLayout;
  start(name: string, progress?: Progress, tools?: LabTools): Promise<Lab>;
  stop(name: string): Promise<readonly string[]>;
  /** The ports and files of a lab that was started. */
  context(name: string): PartContext;
  /** The administrator's kubectl, or a node's. */
  kubectl(name: string, node?: string): Kubectl;
  /** Stops and deletes the named labs. */
  dispose(...names: readonly string[]): Promise<void>;
}

/** A folder for labs, and the programs they need. */
export async function bareLabs(): Promise<BareLabs> {
  const labsFolder = await testLabsFolder();
  const tools = await ensureToolchain(LAB_TOOLS, silent);
  const layout = (name: string) => layoutOf({ name, labsFolder });
  const stop = (name: string) => stopLab({ name, labsFolder, progress: silent });
  return {
    labsFolder,
    tools,
    layout,
    stop,
    start: (name, progress = silent, others = tools) =>
      startLab({ name, labsFolder, nodes: labNodesOf(), tools: others, progress }),
    context(name) {
      const state = readState(layout(name));
      if (!state) throw new Error(`lab ${name} has no state`);
      return { layout: layout(name), ports: state.ports };
    },
    kubectl: (name, node) => kubectlAs(layout(name), tools.path("kubectl"), node),
    dispose: (...names) => removeTestLabs(labsFolder, ...names),
  };
}

/** Applies objects. */
export function apply(kubectl: Kubectl, ...objects: readonly object[]): Promise<string> {
  return kubectl.run(["apply", "--filename=-"], JSON.stringify({ apiVersion: "v1", kind: "List", items: objects }));
}

/** Waits until `kubectl get` with these arguments prints what is expected; shows what it printed last if it never does. */
export async function becomes(kubectl: Kubectl, expected: string, ...args: readonly string[]): Promise<void> {
  await waitUntil(`"${expected}" from get ${args.join(" ")}`, WAIT_SECONDS, async () => {
    const seen = (await kubectl.run(["get", ...args])).trim();
    return seen === expected || `"${seen}"`;
  });
}
