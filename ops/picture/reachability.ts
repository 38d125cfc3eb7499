import { EVERY_PORT, everyPortOf, inBoth, type PortRange, together } from "./port-ranges";
import { type LabelSelector, selects } from "../../policies/label-selector";

/**
 * A second reading of NetworkPolicies, independent of the code that writes them: from the rendered objects alone, after
 * the rules of the Kubernetes documentation. A pod that no policy of a direction selects is open in that direction; one
 * that some select may do what any of them allows; a connection needs both ends.
 */

/** A pod as policies see it. */
export interface Pod {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Numbers of its containers' ports, by name. */
  readonly ports?: Readonly<Record<string, number>>;
}

/** Labels of namespaces, by name. That of the name itself, which Kubernetes sets, needn't be in it. */
export type NamespaceLabels = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Whom a rule lets through. */
export interface Peer {
  readonly podSelector?: LabelSelector;
  readonly namespaceSelector?: LabelSelector;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}

interface Rule {
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
  readonly ports?: readonly {
    readonly protocol?: string;
    readonly port?: number | string;
    readonly endPort?: number;
  }[];
}

/** A NetworkPolicy. */
export interface Policy {
  readonly namespace: string;
  readonly spec: {
    readonly podSelector: LabelSelector;
    readonly policyTypes?: readonly string[];
    readonly ingress?: readonly Rule[];
    readonly egress?: readonly Rule[];
  };
}

/** Which way a pod's traffic goes. */
export type Direction = "Ingress" | "Egress";

/** The NetworkPolicies among objects that somebody declares. */
export function policiesAmong(
  resources: readonly { readonly type: string; readonly inputs: Readonly<Record<string, unknown>> }[],
): readonly Policy[] {
  return resources
    .filter(({ type }) => type.endsWith(":NetworkPolicy"))
    .map(({ inputs }) => ({
      namespace: (inputs.metadata as { namespace: string }).namespace,
      spec: inputs.spec as Policy["spec"],
    }));
}

/** Whether a connection from one pod to another on a port is let through by both ends. */
export function canConnect(policies: readonly Policy[], from: Pod, to: Pod, port: number, protocol = "TCP"): boolean {
  return inBoth(portsBetween(policies, from, to), [{ protocol, first: port, last: port }]).length > 0;
}

/** The ports on which both ends let a connection from one pod to another through. */
export function portsBetween(
  policies: readonly Policy[],
  from: Pod,
  to: Pod,
  namespaces: NamespaceLabels = {},
): readonly PortRange[] {
  const allowed = (direction: Direction, own: Pod, other: Pod) =>
    portsOf(
      allowances(policies, own, direction, to).filter(
        ({ peer }) => peer === "anyone" || letsThrough(peer, own.namespace, other, namespaces),
      ),
    );
  return inBoth(allowed("Egress", from, to), allowed("Ingress", to, from));
}

/** What one end of a connection allows: a peer and the ports for it. */
export interface Allowance {
  readonly peer: Peer | "anyone";
  readonly ports: readonly PortRange[];
}

/**
 * All that the policies allow a pod in one direction.
 * @param callee whose named ports are meant; undefined where it isn't known
 */
export function allowances(
  policies: readonly Policy[],
  own: Pod,
  direction: Direction,
  callee: Pod | undefined,
): readonly Allowance[] {
  const selecting = policies.filter(
    ({ namespace, spec }) =>
      namespace === own.namespace && typesOf(spec).includes(direction) && selects(spec.podSelector, own.labels),
  );
  if (selecting.length === 0) return [{ peer: "anyone", ports: EVERY_PORT }];
  const rules = selecting.flatMap(({ spec }) => (direction === "Ingress" ? spec.ingress : spec.egress) ?? []);
  return rules.flatMap((rule): readonly Allowance[] => {
    const ports = portsOfRule(rule, callee);
    const peers = (direction === "Ingress" ? rule.from : rule.to) ?? [];
    return peers.length === 0 ? [{ peer: "anyone", ports }] : peers.map((peer) => ({ peer, ports }));
  });
}

/** The ports of several allowances together. */
export function portsOf(all: readonly Allowance[]): readonly PortRange[] {
  return together(all.flatMap(({ ports }) => ports));
}

/** Without a word of it a policy is one of ingress, and one of egress where it has rules for that. */
function typesOf({ policyTypes, egress }: Policy["spec"]): readonly string[] {
  return policyTypes ?? ["Ingress", ...(egress ? ["Egress"] : [])];
}

function portsOfRule({ ports = [] }: Rule, callee: Pod | undefined): readonly PortRange[] {
  if (ports.length === 0) return EVERY_PORT;
  return ports.flatMap(({ protocol = "TCP", port, endPort }) => {
    if (port === undefined) return [everyPortOf(protocol)];
    const first = typeof port === "number" ? port : callee?.ports?.[port];
    return first === undefined ? [] : [{ protocol, first, last: endPort ?? first }];
  });
}

/** Whether a rule of a policy in that namespace lets this pod through. */
function letsThrough(peer: Peer, ownNamespace: string, pod: Pod, namespaces: NamespaceLabels): boolean {
  // Blocks of addresses are meant for what is no pod; pods' own addresses are excepted from every block of ours.
  if (peer.ipBlock) return false;
  const inNamespace = peer.namespaceSelector
    ? selects(peer.namespaceSelector, { ...namespaces[pod.namespace], [NAMESPACE_NAME_LABEL]: pod.namespace })
    : pod.namespace === ownNamespace;
  return inNamespace && (!peer.podSelector || selects(peer.podSelector, pod.labels));
}

/** Kubernetes sets it on every namespace. */
export const NAMESPACE_NAME_LABEL = "kubernetes.io/metadata.name";
