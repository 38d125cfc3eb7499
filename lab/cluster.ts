import type { Progress } from "../toolchain/progress";
import { UserError } from "../toolchain/user-error";
import { applyAddons } from "./addons";
import { makePrivateFolder, writePrivately } from "./files";
import { kubeconfig } from "./kubeconfig";
import { type Kubectl, kubectlFor } from "./kubectl";
import type { LabLayout } from "./layout";
import type { LabNode } from "./nodes";
import { part } from "./parts";
import { clientKubeconfig, PART_NAMES, type PartName } from "./parts/part";
import { startPart, stopParts } from "./parts/run-part";
import { CLIENTS, CLUSTER_AUTHORITY, issueNodeIdentities, nodeIdentity, readPair } from "./pki";
import { choosePorts, type PortName, type Ports, PortTaken, samePorts } from "./ports";
import { dropLeases, nodesReady, registerNodes } from "./register-nodes";
import { writeStages } from "./stage-files";
import { type LabState, writeState } from "./state";
import type { LabTools } from "./tools";

/** How often ports may be lost to somebody else between choosing and binding before it is called hopeless. */
const PORT_ATTEMPTS = 4;

/** How long a part of a broken lab may take to end before it is started anew. */
const CRASH_GRACE_SECONDS = 1;

/** A lab on its way up. */
export interface BringUp {
  readonly layout: LabLayout;
  readonly tools: LabTools;
  readonly progress: Progress;
  readonly state: LabState;
  /** The parts to start; the others run and stay. */
  readonly start: readonly PartName[];
  /** Whether other nodes are wanted than before. */
  readonly nodesChanged: boolean;
  /** Namespaces whose pods are not played. */
  readonly realPodsIn: readonly string[];
}

/**
 * Brings the cluster up on ports that are free, keeping those it had where possible. Returns its state, complete.
 * @throws UserError with the end of the log of a part that does not come up.
 */
export async function bringUp(request: BringUp): Promise<LabState> {
  const { layout, progress } = request;
  let { state, start } = request;
  // What is hung, or stands on something dead, has nothing left to finish; and it still holds its port.
  await stopParts(layout, start, CRASH_GRACE_SECONDS);
  for (let attempt = 1; ; attempt++) {
    const ports = await choosePorts(state.ports, (name) => !start.includes(listenerOf(name)));
    if (!samePorts(ports, state.ports)) {
      // Everybody's arguments and kubeconfigs name ports: a changed one concerns all.
      await stopParts(layout, PART_NAMES);
      start = PART_NAMES;
    }
    state = { ...state, ports };
    writeState(layout, state);
    try {
      return await onPorts({ ...request, state, start });
    } catch (error) {
      if (!(error instanceof PortTaken)) throw error;
      await stopParts(layout, start, CRASH_GRACE_SECONDS);
      if (attempt === PORT_ATTEMPTS) throw new UserError(`lost its ports ${PORT_ATTEMPTS} times; ${error.message}`);
      progress.info(`  a port was taken in between: choosing again (${error.message.split("\n", 1)[0]})`);
    }
  }
}

/** The identities' view of a lab's API server. */
export function kubectlAs(layout: LabLayout, kubectlPath: string, nodeName?: string): Kubectl {
  const kubeconfigPath = nodeName ? clientKubeconfig(layout, `node-${nodeName}`) : layout.kubeconfigPath;
  return kubectlFor({ kubectlPath, kubeconfigPath, cacheFolder: layout.cacheFolder });
}

async function onPorts(request: BringUp): Promise<LabState> {
  const { layout, tools, progress, state, start, realPodsIn } = request;
  const run = (name: PartName) =>
    start.includes(name) ? startPart(part(name, { layout, ports: state.ports }), layout, tools) : Promise.resolve();
  const admin = kubectlAs(layout, state.kubectlPath);

  await issueNodeIdentities(
    layout.pkiFolder,
    state.nodes.map((node) => node.name),
  );
  writeKubeconfigs(layout, state.ports, state.nodes);
  writeStages(layout.stagesFolder, realPodsIn);
  if (start.includes("etcd")) await progress.step("Start etcd", () => run("etcd"));
  if (start.includes("api-server")) await progress.step("Start the API server", () => run("api-server"));
  await progress.step("Start controllers and scheduler, register the nodes", async (detail) => {
    await settleAll([run("controller-manager"), run("scheduler"), nodesAndAddons(request, run, admin)]);
    detail("waiting for the nodes to be Ready");
    await nodesReady(state.nodes, admin);
  });
  const clusterIdentity = await admin.run(["get", "namespace", "kube-system", "--output=jsonpath={.metadata.uid}"]);
  const complete = { ...state, complete: true, clusterIdentity };
  writeState(layout, complete);
  return complete;
}

/** What stands on the API server alone: the addons with their permissions, the nodes, and then who plays both. */
async function nodesAndAddons(
  { layout, state, start, nodesChanged }: BringUp,
  run: (name: PartName) => Promise<void>,
  admin: Kubectl,
): Promise<void> {
  const asNode = (name: string) => kubectlAs(layout, state.kubectlPath, name);
  const kubeletsStart = start.includes("kwok");
  await settleAll([
    // K3s applies what it ships with whenever its server starts.
    ...(start.includes("api-server") ? [applyAddons(admin, firstName(state.nodes), "simulated")] : []),
    ...(kubeletsStart || nodesChanged ? [registerNodes(state.nodes, state.ports.kwok, { admin, asNode })] : []),
    ...(kubeletsStart ? [dropLeases(admin)] : []),
  ]);
  await settleAll([run("volume-provisioner"), run("kwok")]);
}

/** Writes the kubeconfigs of all who call the API server on loopback. */
export function writeKubeconfigs(layout: LabLayout, ports: Ports, nodes: readonly LabNode[]): void {
  const { certificate } = readPair(layout.pkiFolder, CLUSTER_AUTHORITY);
  const forIdentity = (identity: string) =>
    kubeconfig(ports["api-server"], certificate, readPair(layout.pkiFolder, identity));
  makePrivateFolder(layout.kubeconfigsFolder);
  for (const client of CLIENTS) {
    writePrivately(client === "admin" ? layout.kubeconfigPath : clientKubeconfig(layout, client), forIdentity(client));
  }
  for (const { name } of nodes) {
    writePrivately(clientKubeconfig(layout, `node-${name}`), forIdentity(nodeIdentity(name)));
  }
}

/** Waits for all, also when one has failed: nothing goes on starting behind an error's back. */
async function settleAll(work: readonly Promise<void>[]): Promise<void> {
  const outcomes = await Promise.allSettled(work);
  const failed = outcomes.find((outcome) => outcome.status === "rejected");
  if (failed) throw failed.reason;
}

function listenerOf(port: PortName): PartName {
  return port === "etcd-client" || port === "etcd-peer" ? "etcd" : port;
}

function firstName(nodes: readonly LabNode[]): string {
  return nodes[0]?.name ?? "lab";
}
