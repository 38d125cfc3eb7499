import { TOOL_VERSIONS } from "../stacks/versions";
import { KUBELET_HOST, nodeAddress } from "./cluster-constants";

/** What a node offers, as Kubernetes quantities. */
export interface NodeCapacity {
  readonly cpu: string;
  readonly memory: string;
  readonly pods: string;
  readonly "ephemeral-storage": string;
}

/** A node that the lab simulates. */
export interface LabNode {
  readonly name: string;
  /** What the real node is given by `--node-label`. */
  readonly labels: Readonly<Record<string, string>>;
  readonly capacity: NodeCapacity;
}

/** Marks the nodes that KWOK plays, beside their labels, which are the real nodes'. */
export const KWOK_NODE_ANNOTATION = ["kwok.x-k8s.io/node", "fake"] as const;
/** What K3s gives as instance type. */
const INSTANCE_TYPE = "k3s";
const ARCHITECTURE = "amd64";
const OPERATING_SYSTEM = "linux";
/** Roles that K3s' server gives to a node which runs the control plane and is an etcd voter. */
const ROLE_LABELS = { "node-role.kubernetes.io/control-plane": "true", "node-role.kubernetes.io/etcd": "true" };

/**
 * The Node that a K3s node registers with its own certificate: the labels it was given and those a kubelet knows by
 * itself. No taint: the real cluster's four nodes run workloads (G32).
 * @param index is the node's place in the lab: it decides its address.
 * @param kubeletPort is where the API server calls its kubelet, that is KWOK.
 */
export function registeredNode(node: LabNode, index: number, kubeletPort: number): object {
  const address = nodeAddress(index);
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: { name: node.name, labels: ownLabels(node), annotations: ownAnnotations(node, index) },
    status: {
      capacity: node.capacity,
      allocatable: node.capacity,
      addresses: [
        { type: "InternalIP", address },
        { type: "Hostname", address: node.name },
        { type: "InternalDNS", address: KUBELET_HOST },
      ],
      daemonEndpoints: { kubeletEndpoint: { Port: kubeletPort } },
      nodeInfo: {
        architecture: ARCHITECTURE,
        operatingSystem: OPERATING_SYSTEM,
        kubeletVersion: `v${TOOL_VERSIONS.kubernetes}`,
        kubeProxyVersion: "",
        containerRuntimeVersion: "kwok://simulated",
        kernelVersion: "simulated",
        osImage: "simulated",
        machineID: "",
        systemUUID: "",
        bootID: "",
      },
    },
  };
}

/** What a kubelet may say about itself under NodeRestriction. */
export function ownLabels(node: LabNode): Readonly<Record<string, string>> {
  return {
    "beta.kubernetes.io/arch": ARCHITECTURE,
    "beta.kubernetes.io/os": OPERATING_SYSTEM,
    "kubernetes.io/arch": ARCHITECTURE,
    "kubernetes.io/hostname": node.name,
    "kubernetes.io/os": OPERATING_SYSTEM,
    ...node.labels,
  };
}

/** What K3s' agent notes on its node for the server to read. */
export function ownAnnotations(node: LabNode, index: number): Readonly<Record<string, string>> {
  const [key, value] = KWOK_NODE_ANNOTATION;
  return { "k3s.io/hostname": node.name, "k3s.io/internal-ip": nodeAddress(index), [key]: value };
}

/** What K3s' server adds to a registered node: its roles, which no kubelet may give itself, and its provider's name for it. */
export function serverSideNode(node: LabNode): object {
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name: node.name,
      labels: {
        ...ROLE_LABELS,
        "beta.kubernetes.io/instance-type": INSTANCE_TYPE,
        "node.kubernetes.io/instance-type": INSTANCE_TYPE,
      },
    },
    spec: { providerID: `k3s://${node.name}` },
  };
}
