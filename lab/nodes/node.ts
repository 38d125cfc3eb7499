import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { totalmem } from "node:os";
import { basename, join } from "node:path";

import { run } from "../../images/run";
import type { NODE_TOOLS } from "../../toolchain";
import { UserError } from "../../toolchain/user-error";
import { ADVERTISED_API_ADDRESS, nodeAddress } from "../cluster-constants";
import { makePrivateFolder, readIfPresent, writePrivately } from "../files";
import { kubeconfig } from "../kubeconfig";
import type { LabNode } from "../nodes";
import { CLUSTER_AUTHORITY, nodeIdentity, readPair } from "../pki";
import { diedMessage, launch, type ProcessFiles, processFiles, runningProcess } from "../process";
import { isAlive, type ProcessIdentity } from "../process-identity";
import { waitUntil } from "../wait";
import { type Hierarchy, hierarchies, makeNodeCgroups, removeCgroups } from "./cgroups";
import { endHolder } from "./holder";
import {
  containerdConfig,
  kubeletConfig,
  kubeletFlags,
  kubeProxyConfig,
  kubeRouterFlags,
  podNetworkConfig,
  resolvConf,
} from "./node-files";
import { KUBE_PROXY_IDENTITY, KUBE_ROUTER_IDENTITY, kubeletServing } from "./node-pki";
import { nodeFolders, type RealLayout } from "./real-layout";
import { giveServerFiles } from "./server-files";
import { makeStorage } from "./storage";
import { connectCommands, type PodRange, portOfNode, routeCommands, runAll } from "./switch";

const START_SCRIPT = join(__dirname, "node-start.sh");
const NAMESPACES_DEADLINE_SECONDS = 60;
/** Until it is there, a node's services wait for the network. */
const NETWORK_IS_UP = "network-is-up";
const POD_NETWORK = "cni/net.d/10-pods.conflist";

/** What all nodes of a lab are started from. */
export interface NodeContext {
  readonly layout: RealLayout;
  readonly nodes: readonly LabNode[];
  readonly apiPort: number;
  /** The folder with the stack's images; empty where the nodes have none of them. */
  readonly store: string;
  readonly toolPath: (name: (typeof NODE_TOOLS)[number]) => string;
}

/** Starts the `index`-th node: its namespaces, its network and its services. Returns the process that holds it. */
export async function startNode(context: NodeContext, index: number): Promise<ProcessIdentity> {
  const node = nodeAt(context, index);
  writeNodeFiles(context, node, index);
  await makeStorage(nodeFolders(context.layout, node.name).storage);
  return boot(context, index, []);
}

/** Starts a node with the disk that it had, as power that comes back does. Ends what an attempt before left of it half started. */
export async function startNodeAgain(context: NodeContext, index: number): Promise<void> {
  const { layout, nodes } = context;
  const { name } = nodeAt(context, index);
  await loseNode(layout, name, index);
  await removeCgroups(join(layout.cgroup, nodeCgroup(index)));
  await boot(context, index, podRanges(layout, nodes));
}

/**
 * Starts a node with an empty disk: it isn't Ready before it is told of its pods' addresses. Ends what an attempt before left of it
 * half started.
 */
export async function startNodeAnew(context: NodeContext, index: number): Promise<void> {
  const { name } = nodeAt(context, index);
  const { etc, var: disk, storage } = nodeFolders(context.layout, name);
  await loseNode(context.layout, name, index);
  for (const path of [disk, storage, join(etc, POD_NETWORK)]) rmSync(path, { recursive: true, force: true });
  makeVar(context.layout, name);
  await makeStorage(storage);
  await startNodeAgain(context, index);
}

/** Ends a node at once, as a loss of power does: nobody is told, since its port at the switch goes first. Returns once all of it has ended. */
export async function loseNode(layout: RealLayout, name: string, index: number): Promise<void> {
  // Whoever ends between these steps leaves a node that isn't up.
  rmSync(join(nodeFolders(layout, name).etc, NETWORK_IS_UP), { force: true });
  await run("ip", ["link", "delete", portOfNode(index)]).catch(() => undefined);
  await endHolder(nodeProcess(layout, name));
}

/** Whether a node runs and is at the switch: all that a start of it does was done. */
export function isUp(layout: RealLayout, name: string): boolean {
  const started = existsSync(join(nodeFolders(layout, name).etc, NETWORK_IS_UP));
  return started && runningProcess(nodeProcess(layout, name)) !== undefined;
}

/** Which addresses a node's pods have; `undefined` for one that wasn't told yet. */
export function podRangeOf(layout: RealLayout, name: string): string | undefined {
  const told = readIfPresent(join(nodeFolders(layout, name).etc, POD_NETWORK)) ?? "";
  return /"subnet": "([^"]+)"/.exec(told)?.[1];
}

/** Which addresses the pods of those nodes have that were told. */
export function podRanges(layout: RealLayout, nodes: readonly LabNode[]): PodRange[] {
  return nodes.flatMap(({ name }, index) => {
    const range = podRangeOf(layout, name);
    return range === undefined ? [] : [{ range, via: nodeAddress(index) }];
  });
}

/** A node's cgroup, within its lab's. */
export function nodeCgroup(index: number): string {
  return `node${index}`;
}

async function boot(context: NodeContext, index: number, ranges: readonly PodRange[]): Promise<ProcessIdentity> {
  const { layout, store, toolPath } = context;
  const node = nodeAt(context, index);
  const { folder, etc, logs, storage } = nodeFolders(layout, node.name);
  const found = hierarchies();
  const command = [
    "/usr/bin/env",
    `KUBELET=${toolPath("kubelet")}`,
    `KUBE_PROXY=${toolPath("kube-proxy")}`,
    `KUBE_ROUTER=${toolPath("kube-router")}`,
    `LOGS=${logs}`,
    `STORAGE=${storage}`,
    `IMAGES=${layout.imagesFolder}`,
    `STORE=${store}`,
    `CGROUP_MOUNTS=${cgroupMounts(found)}`,
    ...["/bin/sh", START_SCRIPT, folder, node.name],
    ...makeNodeCgroups(layout.cgroup, nodeCgroup(index), found),
  ];
  const files = nodeProcess(layout, node.name);
  const holder = await launch(files, command, folder);
  await networkOf(holder, files);
  await runAll([...connectCommands(index, holder.pid), ...routeCommands(ranges, index, holder.pid)]);
  writeFileSync(join(etc, NETWORK_IS_UP), "");
  return holder;
}

/** Tells a node which of the pods' addresses are its own. Until then it isn't Ready. */
export function writePodNetwork(layout: RealLayout, node: LabNode, range: string): void {
  writePrivately(join(nodeFolders(layout, node.name).etc, POD_NETWORK), json(podNetworkConfig(range)));
}

/** The files of the process that holds a node. */
export function nodeProcess(layout: RealLayout, name: string): ProcessFiles {
  return processFiles(layout, `node-${name}`);
}

/** How a node mounts its cgroups: see node-init.sh. */
export function cgroupMounts(found: readonly Hierarchy[]): string {
  if (found.every(({ version }) => version === 2)) return "v2";
  return found.map(({ folder, options }) => `${basename(folder)}:${options}`).join(" ");
}

function nodeAt({ nodes }: NodeContext, index: number): LabNode {
  const node = nodes[index];
  if (!node) throw new Error(`there is no node ${index}`);
  return node;
}

/** Writes a node's /etc, and makes its /var. */
function writeNodeFiles({ layout, nodes, apiPort }: NodeContext, node: LabNode, index: number): void {
  const folders = nodeFolders(layout, node.name);
  for (const folder of [folders.root, folders.etc, folders.logs]) makePrivateFolder(folder);
  makeVar(layout, node.name);
  const etc = (path: string) => join(folders.etc, path);
  for (const folder of ["alternatives", "containerd", "kubernetes", "cni/net.d"]) makePrivateFolder(etc(folder));
  symlinkSync("../usr/lib/os-release", etc("os-release"));
  const pair = (name: string) => readPair(layout.pkiFolder, name);
  const { certificate: authority } = pair(CLUSTER_AUTHORITY);
  const serving = pair(kubeletServing(node.name));
  const client = (identity: string) => kubeconfig(apiPort, authority, pair(identity), ADVERTISED_API_ADDRESS);
  const contents: Readonly<Record<string, string>> = {
    hostname: `${node.name}\n`,
    hosts: `127.0.0.1 localhost ${node.name}\n`,
    passwd: "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n",
    group: "root:x:0:\nnogroup:x:65534:\n",
    "resolv.conf": resolvConf(),
    "machine-id": `${randomBytes(16).toString("hex")}\n`,
    "containerd/config.toml": containerdConfig(),
    "kubernetes/cluster-ca.crt": authority,
    "kubernetes/kubelet.crt": serving.certificate,
    "kubernetes/kubelet.key": serving.key,
    "kubernetes/kubelet.kubeconfig": client(nodeIdentity(node.name)),
    "kubernetes/kubelet.json": json(kubeletConfig(totalmem(), nodes.length)),
    "kubernetes/kubelet.flags": kubeletFlags(node, index),
    "kubernetes/kube-proxy.kubeconfig": client(KUBE_PROXY_IDENTITY),
    "kubernetes/kube-proxy.json": json(kubeProxyConfig(node)),
    "kubernetes/kube-router.kubeconfig": client(KUBE_ROUTER_IDENTITY),
    "kubernetes/kube-router.flags": kubeRouterFlags(node),
  };
  for (const [path, content] of Object.entries(contents)) writePrivately(etc(path), content);
}

function makeVar(layout: RealLayout, name: string): void {
  const { var: folder } = nodeFolders(layout, name);
  for (const path of ["lib/containerd", "lib/kubelet", "log", "tmp"])
    mkdirSync(join(folder, path), { recursive: true });
  symlinkSync("../run", join(folder, "run"));
  giveServerFiles(layout, name);
}

/** Waits until the holder is in a network of its own. */
async function networkOf(holder: ProcessIdentity, files: ProcessFiles): Promise<void> {
  const own = readlinkSync("/proc/self/ns/net");
  await waitUntil(`${files.name} to have its namespaces`, NAMESPACES_DEADLINE_SECONDS, () => {
    if (!isAlive(holder)) throw new UserError(diedMessage(files));
    return readlinkSync(`/proc/${holder.pid}/ns/net`) !== own || "it is still in ours";
  });
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
