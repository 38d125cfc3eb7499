import { UserError } from "../toolchain/user-error";
import type { Kubectl } from "./kubectl";
import { type LabNode, ownAnnotations, ownLabels, registeredNode, serverSideNode } from "./nodes";
import { waitUntil } from "./wait";

/** Generous: a busy machine may take many times the usual second or two. */
const READY_DEADLINE_SECONDS = 180;
/** K3s' kubelet and server, as the managed fields of a real node name them. */
const FIELD_MANAGER = "k3s";
const LEASES = ["--namespace=kube-node-lease"];

interface NodeList {
  readonly items: readonly {
    readonly metadata: { readonly name: string };
    readonly spec: { readonly podCIDR?: string };
    readonly status: {
      readonly conditions?: readonly { readonly type: string; readonly status: string }[];
      readonly daemonEndpoints?: { readonly kubeletEndpoint?: { readonly Port: number } };
    };
  }[];
}

interface LeaseList {
  readonly items: readonly { readonly metadata: { readonly name: string } }[];
}

/** Who talks to the API server while nodes register. */
export interface Registrars {
  readonly admin: Kubectl;
  /** Each node, with its own certificate. */
  readonly asNode: (name: string) => Kubectl;
}

/**
 * Registers each node with its own certificate, or corrects the labels of one that is registered, as K3s nodes do at
 * each start; then adds what K3s' server adds, and removes nodes that are not wanted any more.
 * @param kubeletPort is where the API server calls the nodes' kubelets, that is KWOK.
 */
export async function registerNodes(nodes: readonly LabNode[], kubeletPort: number, by: Registrars): Promise<void> {
  const present = new Map((await by.admin.get<NodeList>("nodes")).items.map((item) => [item.metadata.name, item]));
  await Promise.all(
    nodes.map(async (node, index) => {
      const asNode = by.asNode(node.name);
      const before = present.get(node.name);
      if (!before) return createNode(node, index, kubeletPort, asNode);
      await correctNode(node, index, asNode);
      const port = before.status.daemonEndpoints?.kubeletEndpoint?.Port;
      if (port !== kubeletPort) await moveKubelet(node.name, kubeletPort, by.admin);
    }),
  );
  const wanted = new Set(nodes.map((node) => node.name));
  const unwanted = [...present.keys()].filter((name) => !wanted.has(name));
  if (unwanted.length > 0) await by.admin.run(["delete", "node", ...unwanted]);
  await applyServerSide(nodes, by.admin);
}

/** Adds what K3s' server adds to registered nodes. */
export async function applyServerSide(nodes: readonly LabNode[], admin: Kubectl): Promise<void> {
  const list = { apiVersion: "v1", kind: "List", items: nodes.map(serverSideNode) };
  await admin.run(
    ["apply", "--server-side", `--field-manager=${FIELD_MANAGER}-server`, "--filename=-"],
    JSON.stringify(list),
  );
}

/**
 * Drops the nodes' leases. They name the process that renewed them, and KWOK leaves nodes alone that another holds: after
 * a crash its successor would sit and watch for the 40 s until they expire.
 */
export async function dropLeases(admin: Kubectl): Promise<void> {
  await admin.run(["delete", "leases", "--all", ...LEASES]);
}

/** Waits until every node is Ready, has its part of the pod range, and has its lease held. */
export async function nodesReady(nodes: readonly LabNode[], admin: Kubectl): Promise<void> {
  await waitUntil("every node to be Ready, with a pod range and a lease", READY_DEADLINE_SECONDS, async () => {
    const [registered, leases] = await Promise.all([
      admin.get<NodeList>("nodes"),
      admin.get<LeaseList>("leases", ...LEASES),
    ]);
    const leased = new Set(leases.items.map((lease) => lease.metadata.name));
    const lacking = nodes
      .map(({ name }) => ({ name, found: registered.items.find((item) => item.metadata.name === name) }))
      .filter(({ name, found }) => !found?.spec.podCIDR || !isReady(found) || !leased.has(name))
      .map(({ name }) => name);
    return lacking.length === 0 || `not yet: ${lacking.join(", ")}`;
  });
}

async function createNode(node: LabNode, index: number, kubeletPort: number, asNode: Kubectl): Promise<void> {
  await asNode.run(
    ["create", `--raw=/api/v1/nodes?fieldManager=${FIELD_MANAGER}`, "--filename=-"],
    JSON.stringify(registeredNode(node, index, kubeletPort)),
  );
}

/** What a kubelet does at its start about a node that is registered already. */
async function correctNode(node: LabNode, index: number, asNode: Kubectl): Promise<void> {
  const metadata = { labels: ownLabels(node), annotations: ownAnnotations(node, index) };
  await asNode.run(mergePatch(node.name, { metadata }));
}

/** Says where the kubelets are now. As administrator: kubectl reads a status before it patches it, which no node may. */
async function moveKubelet(name: string, kubeletPort: number, admin: Kubectl): Promise<void> {
  const status = { daemonEndpoints: { kubeletEndpoint: { Port: kubeletPort } } };
  await admin.run([...mergePatch(name, { status }), "--subresource=status"]);
}

function mergePatch(name: string, change: object): string[] {
  return [
    "patch",
    "node",
    name,
    `--field-manager=${FIELD_MANAGER}`,
    "--type=merge",
    `--patch=${JSON.stringify(change)}`,
  ];
}

function isReady(node: NodeList["items"][number]): boolean {
  return node.status.conditions?.some(({ type, status }) => type === "Ready" && status === "True") ?? false;
}

/** @throws UserError if two nodes share a name or none is given. */
export function assertNodes(nodes: readonly LabNode[]): void {
  if (nodes.length === 0) throw new UserError("a lab needs at least one node; none was given");
  const names = nodes.map((node) => node.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new UserError(`two lab nodes are called ${twice}; every node needs a name of its own`);
}
