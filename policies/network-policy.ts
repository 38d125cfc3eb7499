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

/** Pods at the other end of a rule. A peer that is a block of addresses has neither selector. */
interface Peer {
  readonly namespaceSelector?: LabelSelector;
  readonly podSelector?: LabelSelector;
}

/** Every peer of the policy's rules with its path, such as `spec.egress[0].to[1]`. */
export function* peersOf({ ingress, egress }: NetworkPolicy): Generator<Peer & { readonly field: string }> {
  for (const [rule, { from }] of ingress.entries()) {
    for (const [peer, selectors] of (from ?? []).entries()) {
      yield { field: `spec.ingress[${rule}].from[${peer}]`, ...selectors };
    }
  }
  for (const [rule, { to }] of egress.entries()) {
    for (const [peer, selectors] of (to ?? []).entries()) {
      yield { field: `spec.egress[${rule}].to[${peer}]`, ...selectors };
    }
  }
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

/** Path of a rule that opens every pod of the namespace to, or from, anywhere; undefined where none does. */
export function openRuleOf(policy: NetworkPolicy): string | undefined {
  if (!selectsEverything(policy.podSelector)) return undefined;
  const ingress = policy.ingress.findIndex(({ from }) => !from?.length);
  if (ingress >= 0) return `spec.ingress[${ingress}]`;
  const egress = policy.egress.findIndex(({ to }) => !to?.length);
  return egress >= 0 ? `spec.egress[${egress}]` : undefined;
}

/** Kubernetes sets this label on every namespace to its name. */
export const NAMESPACE_NAME_LABEL = "kubernetes.io/metadata.name";
/** Labels by which Kubernetes and every distribution of CoreDNS mark the cluster's DNS. */
const DNS_NAMESPACE_LABELS = { [NAMESPACE_NAME_LABEL]: "kube-system" };
/** Labels of the cluster's DNS pods. */
export const DNS_POD_LABELS = { "k8s-app": "kube-dns" };

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
