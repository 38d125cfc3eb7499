import { readFileSync } from "node:fs";
import { join } from "node:path";

import type { Progress } from "../../toolchain/progress";
import { UserError } from "../../toolchain/user-error";
import { applyAddons } from "../addons";
import { kubectlAs, writeKubeconfigs } from "../cluster";
import { nodeAddress } from "../cluster-constants";
import type { Kubectl } from "../kubectl";
import type { LabNode } from "../nodes";
import type { PartName } from "../parts/part";
import { createPki } from "../pki";
import { choosePorts, type Ports } from "../ports";
import { diedMessage } from "../process";
import { isAlive, type ProcessIdentity } from "../process-identity";
import { applyServerSide, nodesReady } from "../register-nodes";
import { waitUntil } from "../wait";
import { API_ENDPOINT } from "./api-endpoint";
import { startRealPart } from "./control-plane";
import { nodeProcess, startNode, writePodNetwork } from "./node";
import { issueRealNodeCertificates } from "./node-pki";
import { startOtherNames } from "./other-names";
import type { RealLayout } from "./real-layout";
import { type RealState, writeRealState } from "./real-state";
import { frameRouteCommands, type PodRange, routeCommands, runAll, switchCommands } from "./switch";

const PERMISSIONS = join(__dirname, "permissions.yaml");
/** Generous: a busy machine may take many times the usual second or two. */
const REGISTRATION_DEADLINE_SECONDS = 180;
const ADDONS_DEADLINE_SECONDS = 180;

interface NodeList {
  readonly items: readonly {
    readonly metadata: { readonly name: string };
    readonly spec: { readonly podCIDR?: string };
  }[];
}

interface DeploymentList {
  readonly items: readonly {
    readonly metadata: { readonly name: string };
    readonly status: { readonly availableReplicas?: number };
  }[];
}

/**
 * Brings the cluster up, from within the lab's frame: the switch, the control plane at it, the nodes, and the addons. Returns
 * once every node is Ready and the addons are available.
 * @throws UserError with the end of the log of what does not come up
 */
export async function bringUp(layout: RealLayout, state: RealState, progress: Progress): Promise<void> {
  const { nodes, tools, store } = state;
  const toolPath = (name: string) => tools[name] ?? "";
  await runAll(switchCommands());
  await startOtherNames(layout, toolPath("coredns"));
  await progress.step("Create the keys of the cluster", async () => {
    await createPki(layout.pkiFolder);
    await issueRealNodeCertificates(layout.pkiFolder, nodes);
  });
  const ports = await choosePorts({ "api-server": API_ENDPOINT.port });
  writeRealState(layout, { ...state, ports });
  writeKubeconfigs(layout, ports, []);
  const admin = kubectlAs(layout, toolPath("kubectl"));
  await progress.step("Start the control plane", () => startControlPlane(layout, ports, toolPath));
  await admin.run(["apply", "--filename=-"], readFileSync(PERMISSIONS, "utf8"));
  await progress.step(`Start ${nodes.length} nodes`, async (detail) => {
    const context = { layout, nodes, apiPort: ports["api-server"], store, toolPath };
    const holders = await Promise.all(nodes.map((_node, index) => startNode(context, index)));
    detail("waiting for the nodes to register");
    await connectPods(layout, nodes, holders, admin);
    await applyServerSide(nodes, admin);
    detail("waiting for the nodes to be Ready");
    await nodesReady(nodes, admin);
  });
  await progress.step("Start what the cluster ships with: CoreDNS and the provisioner of volumes", async () => {
    await applyAddons(admin, nodes[0]?.name ?? layout.name, "real");
    await addonsAvailable(layout, admin);
  });
}

async function addonsAvailable(layout: RealLayout, admin: Kubectl): Promise<void> {
  await waitUntil("the addons' pods to be available", ADDONS_DEADLINE_SECONDS, async () => {
    const { items } = await admin.get<DeploymentList>("deployments", "--namespace=kube-system");
    const lacking = items.filter(({ status }) => (status.availableReplicas ?? 0) === 0);
    const names = lacking.map(({ metadata }) => metadata.name).join(", ");
    return names === "" || `not yet: ${names}; the nodes' logs are in ${layout.logsFolder}`;
  });
}

async function startControlPlane(layout: RealLayout, ports: Ports, path: (name: string) => string): Promise<void> {
  const start = (name: PartName) => startRealPart(name, layout, ports, path);
  await start("etcd");
  await start("api-server");
  await Promise.all([start("controller-manager"), start("scheduler")]);
}

/**
 * Waits until each node has registered and was given its part of the pods' addresses, and has all know of all: what
 * flannel does in K3s.
 */
async function connectPods(
  layout: RealLayout,
  nodes: readonly LabNode[],
  holders: readonly ProcessIdentity[],
  admin: Kubectl,
): Promise<void> {
  const ranges: PodRange[] = [];
  await waitUntil("every node to register", REGISTRATION_DEADLINE_SECONDS, async () => {
    const dead = nodes.find((_node, index) => !holders[index] || !isAlive(holders[index]));
    if (dead) throw new UserError(diedMessage(nodeProcess(layout, dead.name)));
    const { items } = await admin.get<NodeList>("nodes");
    const rangeOf = (name: string) => items.find(({ metadata }) => metadata.name === name)?.spec.podCIDR;
    const lacking = nodes.filter(({ name }) => rangeOf(name) === undefined).map(({ name }) => name);
    if (lacking.length > 0) return `not yet: ${lacking.join(", ")}; their logs are in ${layout.logsFolder}`;
    ranges.push(...nodes.map(({ name }, index) => ({ range: rangeOf(name) ?? "", via: nodeAddress(index) })));
    return true;
  });
  await runAll(frameRouteCommands(ranges));
  for (const [index, node] of nodes.entries()) {
    await runAll(routeCommands(ranges, index, holders[index]?.pid ?? 0));
    writePodNetwork(layout, node, ranges[index]?.range ?? "");
  }
}
