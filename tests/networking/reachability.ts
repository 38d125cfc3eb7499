import type { RecordedResource } from "../support/recorded-resources";

/**
 * A second reading of NetworkPolicies, independent of the code that writes them: from the rendered objects alone, after
 * the rules of the Kubernetes documentation. A pod that no policy of a direction selects is open in that direction; one
 * that some select may do what any of them allows; a connection needs both ends.
 */

/** A pod as policies see it. */
export interface Pod {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

interface Selector {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key: string; operator: string; values?: string[] }[];
}
interface Peer {
  podSelector?: Selector;
  namespaceSelector?: Selector;
  ipBlock?: { cidr: string; except?: string[] };
}
interface Rule {
  from?: Peer[];
  to?: Peer[];
  ports?: { protocol?: string; port?: number }[];
}
interface Policy {
  namespace: string;
  spec: { podSelector: Selector; policyTypes: string[]; ingress?: Rule[]; egress?: Rule[] };
}

/** The NetworkPolicies among what an environment registers. */
export function policiesAmong(resources: readonly RecordedResource[]): readonly Policy[] {
  return resources
    .filter(({ type }) => type.endsWith(":NetworkPolicy"))
    .map(({ inputs }) => ({
      namespace: (inputs.metadata as { namespace: string }).namespace,
      spec: inputs.spec as Policy["spec"],
    }));
}

/** Whether a connection from one pod to another on a port is let through by both ends. */
export function canConnect(policies: readonly Policy[], from: Pod, to: Pod, port: number, protocol = "TCP"): boolean {
  return (
    allowed(policies, "Egress", from, to, port, protocol) && allowed(policies, "Ingress", to, from, port, protocol)
  );
}

function allowed(
  all: readonly Policy[],
  type: "Ingress" | "Egress",
  own: Pod,
  other: Pod,
  port: number,
  protocol: string,
) {
  const selecting = all.filter(
    ({ namespace, spec }) =>
      namespace === own.namespace && spec.policyTypes.includes(type) && matches(spec.podSelector, own.labels),
  );
  if (selecting.length === 0) return true;
  return selecting.some(({ namespace, spec }) => {
    const rules = (type === "Ingress" ? spec.ingress : spec.egress) ?? [];
    return rules.some((rule) => {
      const peers = type === "Ingress" ? rule.from : rule.to;
      const onPort =
        !rule.ports ||
        rule.ports.some((p) => (p.protocol ?? "TCP") === protocol && (p.port === undefined || p.port === port));
      return onPort && (!peers || peers.some((peer) => selects(peer, namespace, other)));
    });
  });
}

function selects(peer: Peer, ownNamespace: string, pod: Pod): boolean {
  // Blocks of addresses are meant for what is no pod; pods' own addresses are excepted from every block of ours.
  if (peer.ipBlock) return false;
  const inNamespace = peer.namespaceSelector
    ? matches(peer.namespaceSelector, { "kubernetes.io/metadata.name": pod.namespace })
    : pod.namespace === ownNamespace;
  return inNamespace && (!peer.podSelector || matches(peer.podSelector, pod.labels));
}

function matches({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Pod["labels"]): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      if (operator !== "In") throw new Error(`operator ${operator} is not read here`);
      return values.includes(labels[key] ?? "");
    })
  );
}
