import { ENVIRONMENTS } from "../components/shared/environments";
import {
  K3S_ROLE_ANNOTATION,
  type K3sRole,
  NODE_ID_LABEL,
  NODE_REGION_LABEL,
  NODE_ROLE_LABEL,
  NODE_ZONE_LABEL,
} from "../components/shared/labels";
import { clusterNodesIn, type ClusterNode } from "./cluster-node";
import { is, stackPolicy, type Finding } from "./verdict";

const REQUIRED_LABELS = [NODE_ID_LABEL, NODE_ROLE_LABEL, NODE_REGION_LABEL, NODE_ZONE_LABEL];
const NODE_ROLES: readonly string[] = Object.values(ENVIRONMENTS).map(({ nodeRole }) => nodeRole);
const K3S_ROLES: readonly K3sRole[] = ["server", "agent"];

/**
 * Every node that the stack labels has all of the labels that placement and people go by, with a role that some
 * environment runs on and an id that no other node has, and says what K3s runs there.
 *
 * Severity: critical. Source: incident G20 (two nodes had one id; pods stayed pending as a node had no role).
 * Remedy: complete the server's labels in stacks/inventory.ts.
 */
export const nodeLabels = stackPolicy(
  {
    name: "node-labels",
    description: "Every labelled node has its id, role, region, zone and K3s role, and no two share an id.",
    severity: "critical",
    framework: { name: "GX incidents", version: "1", reference: "G20", specification: "Labels unique and complete" },
    remediationSteps: "Complete the server's labels in stacks/inventory.ts, each with an id of its own.",
  },
  (objects, bench) => {
    const nodes = clusterNodesIn(objects, bench);
    for (const node of nodes) {
      for (const key of REQUIRED_LABELS) bench.check(node.object, () => missingFinding(node, key));
      bench.check(node.object, () => roleFinding(node));
      bench.check(node.object, () => k3sRoleFinding(node));
      bench.check(node.object, () => sharedIdFinding(node, nodes));
    }
  },
);

function missingFinding({ labels }: ClusterNode, key: string): Finding | undefined {
  if (labels[key]) return undefined;
  return { field: fieldOf(key), found: is(labels[key]), remedy: "set it in stacks/inventory.ts" };
}

function roleFinding({ labels }: ClusterNode): Finding | undefined {
  const role = labels[NODE_ROLE_LABEL];
  if (!role || NODE_ROLES.includes(role)) return undefined;
  return { field: fieldOf(NODE_ROLE_LABEL), found: is(role), remedy: `write one of ${NODE_ROLES.join(", ")}` };
}

function k3sRoleFinding({ annotations }: ClusterNode): Finding | undefined {
  const role = annotations[K3S_ROLE_ANNOTATION];
  if (K3S_ROLES.some((known) => known === role)) return undefined;
  const field = `metadata.annotations["${K3S_ROLE_ANNOTATION}"]`;
  return { field, found: is(role), remedy: `write one of ${K3S_ROLES.join(", ")}` };
}

function sharedIdFinding({ name, labels }: ClusterNode, nodes: readonly ClusterNode[]): Finding | undefined {
  const id = labels[NODE_ID_LABEL];
  const first = nodes.find((other) => other.labels[NODE_ID_LABEL] === id);
  if (!id || !first || first.name === name) return undefined;
  return { field: fieldOf(NODE_ID_LABEL), found: `${is(id)}, as of ${first.name}`, remedy: "give it an id of its own" };
}

function fieldOf(label: string): string {
  return `metadata.labels["${label}"]`;
}
