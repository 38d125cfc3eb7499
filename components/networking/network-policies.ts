import type { types } from "@pulumi/kubernetes";
import type { Labels } from "../shared/labels";

type NetworkPolicySpec = types.input.networking.v1.NetworkPolicySpec;

/** Kubernetes sets this label on every namespace to its name, so no one can forge it. */
const NAMESPACE_NAME_LABEL = "kubernetes.io/metadata.name";
/** Where K3s runs CoreDNS, and the label its pods carry. */
export const DNS = { namespace: "kube-system", podLabels: { "k8s-app": "kube-dns" }, port: 53 } as const;

/** One end of a permitted flow, seen from the other: pods of one workload in one namespace, and the port called. */
export interface FlowPeer {
  readonly namespace: string;
  readonly podLabels: Labels;
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
        to: [peerSelector(DNS)],
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
    ingress: callers.map((caller) => ({ from: [peerSelector(caller)], ports: [tcp(caller.port)] })),
  };
}

/** Lets the selected pods reach `callees`. */
export function allowEgress(selector: Labels, callees: readonly FlowPeer[]): NetworkPolicySpec {
  return {
    podSelector: { matchLabels: { ...selector } },
    policyTypes: ["Egress"],
    egress: callees.map((callee) => ({ to: [peerSelector(callee)], ports: [tcp(callee.port)] })),
  };
}

/** Both selectors in one peer: pods with these labels in that namespace, not either of the two. */
function peerSelector(peer: { readonly namespace: string; readonly podLabels: Labels }) {
  return {
    namespaceSelector: { matchLabels: { [NAMESPACE_NAME_LABEL]: peer.namespace } },
    podSelector: { matchLabels: { ...peer.podLabels } },
  };
}

function tcp(port: number) {
  return { protocol: "TCP", port };
}
