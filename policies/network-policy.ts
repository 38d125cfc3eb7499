import { DNS } from "../components/networking/network-policies";
import type { Labels } from "../components/shared/labels";
import { namespaceOf, type KubernetesObject } from "./kubernetes-object";
import { selects, selectsEverything, type LabelSelector } from "./label-selector";
import { plain } from "./verdict";

/** A NetworkPolicy, as far as rules read it. */
export interface NetworkPolicy {
  readonly object: KubernetesObject;
  readonly name: string;
  readonly namespace: string;
  readonly podSelector?: LabelSelector;
  readonly policyTypes: readonly string[];
  readonly ingress: readonly TrafficRule[];
  readonly egress: readonly TrafficRule[];
}

/** One rule of a NetworkPolicy: who may be talked to, and on which ports. */
interface TrafficRule {
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
  readonly ports?: readonly {
    readonly port?: number | string;
    readonly protocol?: string;
    readonly endPort?: number;
  }[];
}

/** The other end of a rule: pods by their labels and namespaces, or a block of addresses. */
interface Peer {
  readonly namespaceSelector?: LabelSelector;
  readonly podSelector?: LabelSelector;
  readonly ipBlock?: { readonly cidr?: string; readonly except?: readonly string[] };
}

/** The peers of one rule, as they were written, and their path, such as `spec.egress[0].to`. */
interface PeerList {
  readonly direction: "ingress" | "egress";
  readonly field: string;
  readonly peers?: readonly Peer[];
}

/** A peer and its path, such as `spec.egress[0].to[1]`. */
export type PlacedPeer = Peer & Pick<PeerList, "direction" | "field">;

/** The peers of every rule of the policy. */
export function peerListsOf({ ingress, egress }: NetworkPolicy): readonly PeerList[] {
  return [
    ...ingress.map(({ from }, rule): PeerList => ({
      direction: "ingress",
      field: `spec.ingress[${rule}].from`,
      peers: from,
    })),
    ...egress.map(({ to }, rule): PeerList => ({ direction: "egress", field: `spec.egress[${rule}].to`, peers: to })),
  ];
}

/** Every peer of the policy's rules. */
export function peersOf(policy: NetworkPolicy): readonly PlacedPeer[] {
  return peerListsOf(policy).flatMap(({ direction, field, peers = [] }) =>
    peers.map((peer, index) => ({ ...peer, direction, field: `${field}[${index}]` })),
  );
}

/** Reads a policy. Throws the policy SDK's error where a value is unknown. */
export function networkPolicyOf(object: KubernetesObject): NetworkPolicy {
  const { podSelector, policyTypes, ingress, egress } = plain(object.props.spec ?? {}) as Partial<NetworkPolicy>;
  return {
    object,
    name: object.props.metadata?.name ?? object.resourceName,
    namespace: namespaceOf(object),
    podSelector,
    policyTypes: policyTypes ?? [],
    ingress: ingress ?? [],
    egress: egress ?? [],
  };
}

/** Whether the policy denies every pod of its namespace everything, and does nothing else. */
export function deniesEverything(policy: NetworkPolicy): boolean {
  return (
    selectsEverything(policy.podSelector) &&
    ["Ingress", "Egress"].every((type) => policy.policyTypes.includes(type)) &&
    policy.ingress.length + policy.egress.length === 0
  );
}

/** Kubernetes sets this label on every namespace to its name. */
export const NAMESPACE_NAME_LABEL = "kubernetes.io/metadata.name";
/** Labels by which Kubernetes and every distribution of CoreDNS mark the cluster's DNS. */
const DNS_NAMESPACE_LABELS = { [NAMESPACE_NAME_LABEL]: "kube-system" };
/** Labels of the cluster's DNS pods. */
export const DNS_POD_LABELS: Labels = DNS.podLabels;

/** Whether the policy lets every pod of its namespace ask the cluster's DNS, and nobody else, over this protocol. */
export function allowsDns(policy: NetworkPolicy, protocol: "UDP" | "TCP"): boolean {
  return (
    selectsEverything(policy.podSelector) &&
    policy.policyTypes.includes("Egress") &&
    policy.egress.some(
      ({ to, ports }) =>
        (to ?? []).some(isClusterDns) &&
        // A port without a protocol means TCP.
        (ports ?? []).some((port) => port.port === 53 && (port.protocol ?? "TCP") === protocol),
    )
  );
}

function isClusterDns({ namespaceSelector, podSelector }: Peer): boolean {
  return (
    selects(namespaceSelector, DNS_NAMESPACE_LABELS) &&
    !selectsEverything(namespaceSelector) &&
    selects(podSelector, DNS_POD_LABELS) &&
    !selectsEverything(podSelector)
  );
}
