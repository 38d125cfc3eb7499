import type { types } from "@pulumi/kubernetes";
import { type Labels, NAME_LABEL } from "../shared/labels";

type NetworkPolicySpec = types.input.networking.v1.NetworkPolicySpec;

/** Kubernetes sets this label on every namespace to its name, so no one can forge it. */
const NAMESPACE_NAME_LABEL = "kubernetes.io/metadata.name";
/** Where K3s runs CoreDNS, and the label its pods carry. */
export const DNS = { namespace: "kube-system", podLabels: { "k8s-app": "kube-dns" }, port: 53 } as const;

/** K3s' ingress controller, Traefik: the name of its workload and of its pods. */
export const INGRESS_CONTROLLER = { namespace: "kube-system", name: "traefik" } as const;

/** Pods of some workloads in one namespace. */
export interface PodPeer {
  readonly namespace: string;
  /** Values of the name label, sorted. */
  readonly workloads: readonly string[];
}

/** Addresses outside the cluster's pods: what `cidrs` holds without what `except` holds. */
export interface AddressPeer {
  readonly cidrs: readonly string[];
  readonly except: readonly string[];
}

/** The other ends of permitted flows on one port, seen from one workload. */
export interface FlowPeer {
  readonly peer: PodPeer | AddressPeer;
  /** TCP port of the called side. */
  readonly port: number;
}

/** Denies every pod of the namespace all traffic, both ways. */
export function defaultDeny(): NetworkPolicySpec {
  return { podSelector: {}, policyTypes: ["Ingress", "Egress"] };
}

/** Lets every pod of the namespace ask CoreDNS, over UDP and, for long answers, TCP. */
export function allowDns(): NetworkPolicySpec {
  return {
    podSelector: {},
    policyTypes: ["Egress"],
    egress: [
      {
        to: [podSelectors(DNS.namespace, { matchLabels: { ...DNS.podLabels } })],
        ports: ["UDP", "TCP"].map((protocol) => ({ protocol, port: DNS.port })),
      },
    ],
  };
}

/** Lets `callers` reach the selected pods. */
export function allowIngress(selector: Labels, callers: readonly FlowPeer[]): NetworkPolicySpec {
  return {
    podSelector: { matchLabels: { ...selector } },
    policyTypes: ["Ingress"],
    ingress: callers.map(({ peer, port }) => ({ from: peerSelectors(peer), ports: [{ protocol: "TCP", port }] })),
  };
}

/** Lets the selected pods reach `callees`. */
export function allowEgress(selector: Labels, callees: readonly FlowPeer[]): NetworkPolicySpec {
  return {
    podSelector: { matchLabels: { ...selector } },
    policyTypes: ["Egress"],
    egress: callees.map(({ peer, port }) => ({ to: peerSelectors(peer), ports: [{ protocol: "TCP", port }] })),
  };
}

function peerSelectors(peer: PodPeer | AddressPeer): types.input.networking.v1.NetworkPolicyPeer[] {
  if ("cidrs" in peer) {
    const except = [...peer.except];
    return peer.cidrs.map((cidr) => ({ ipBlock: { cidr, ...(except.length > 0 && { except }) } }));
  }
  const values = [...peer.workloads];
  return [podSelectors(peer.namespace, { matchExpressions: [{ key: NAME_LABEL, operator: "In", values }] })];
}

/** Both selectors in one peer: pods with these labels in that namespace, not either of the two. */
function podSelectors(namespace: string, podSelector: types.input.meta.v1.LabelSelector) {
  return { namespaceSelector: { matchLabels: { [NAMESPACE_NAME_LABEL]: namespace } }, podSelector };
}
