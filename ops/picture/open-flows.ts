import { DNS } from "../../components/networking/network-policies";
import { NAME_LABEL } from "../../components/shared/labels";
import type { Server } from "../../stacks/inventory";
import { without } from "./port-ranges";
import type { PortRange } from "./port-ranges";
import {
  type Allowance,
  allowances,
  type Direction,
  NAMESPACE_NAME_LABEL,
  type Peer,
  portsBetween,
} from "./reachability";
import type { Standing } from "./standing";

/** One end of a flow: a workload by its key, or something that no workload here is. */
export interface End {
  readonly key: string;
  /** What an end outside is called; undefined for a workload. */
  readonly outside?: string;
}

/** That packets may pass from one end to another. */
export interface OpenFlow {
  readonly from: End;
  readonly to: End;
  readonly ports: readonly PortRange[];
}

/** Every flow that the policies leave open between the workloads, and between them and what lies outside. */
export function openFlows(now: Standing, servers: readonly Server[]): readonly OpenFlow[] {
  const workloads = [...now.workloads];
  const within = workloads.flatMap(([from, { pod: caller }]) =>
    workloads.map(([to, { pod: callee }]) => ({
      from: { key: from },
      to: { key: to },
      ports: portsBetween(now.policies, caller, callee, now.namespaces),
    })),
  );
  const across = workloads.flatMap(([key, { pod }]) => {
    const outside = (direction: Direction) =>
      allowances(now.policies, pod, direction, direction === "Ingress" ? pod : undefined).flatMap((allowance) =>
        outsideEnds(allowance, now, servers).map((end) => ({ end, ports: allowance.ports })),
      );
    return [
      ...outside("Egress").map(({ end, ports }) => ({ from: { key }, to: end, ports })),
      ...outside("Ingress").map(({ end, ports }) => ({ from: end, to: { key }, ports })),
    ];
  });
  return [...within, ...across].filter(({ ports }) => ports.length > 0);
}

/** What a change opens and what it closes. */
export interface FlowChanges {
  readonly opened: readonly OpenFlow[];
  readonly closed: readonly OpenFlow[];
}

/** The flows that are open at one of two times alone. That a pod which comes or goes may ask for names is none. */
export function flowChanges(before: Standing, after: Standing, servers: readonly Server[]): FlowChanges {
  const [old, now] = [openFlows(before, servers), openFlows(after, servers)];
  const stays = ({ key, outside }: End) =>
    outside !== undefined || (before.workloads.has(key) && after.workloads.has(key));
  const onlyIn = (some: readonly OpenFlow[], others: readonly OpenFlow[]) =>
    some
      .map((flow) => ({ ...flow, ports: without(flow.ports, portsOfFlow(flow, others)) }))
      .filter(({ from, to, ports }) => ports.length > 0 && (!isNameServer(to) || stays(from)));
  return { opened: onlyIn(now, old), closed: onlyIn(old, now) };
}

function portsOfFlow({ from, to }: OpenFlow, flows: readonly OpenFlow[]): readonly PortRange[] {
  return flows.filter((flow) => flow.from.key === from.key && flow.to.key === to.key).flatMap(({ ports }) => ports);
}

/** The ends of an allowance that can't be, or needn't be, one of the workloads. */
function outsideEnds({ peer }: Allowance, { workloads }: Standing, servers: readonly Server[]): readonly End[] {
  if (peer === "anyone") return [{ key: "anyone", outside: "anyone" }];
  if (peer.ipBlock) return [addressEnd(peer.ipBlock, servers)];
  if (!peer.namespaceSelector) return [];
  const namespace = peer.namespaceSelector.matchLabels?.[NAMESPACE_NAME_LABEL];
  const isOwn = [...workloads.values()].some((workload) => workload.namespace === namespace);
  return isOwn ? [] : podEnds(peer, namespace);
}

function addressEnd(block: NonNullable<Peer["ipBlock"]>, servers: readonly Server[]): End {
  const { cidr, except = [] } = block;
  const server = servers.find(({ publicIpv4 }) => `${publicIpv4}/32` === cidr);
  const name = server ? `${server.name} ${server.publicIpv4}` : cidr;
  return {
    key: JSON.stringify([cidr, [...except].sort()]),
    outside: except.length === 0 ? name : `${name} without ${except.length} ranges`,
  };
}

function podEnds({ namespaceSelector, podSelector = {} }: Peer, namespace: string | undefined): readonly End[] {
  const where = namespace ?? `namespaces ${inWords(namespaceSelector ?? {})}`;
  const named = podSelector.matchExpressions?.find(({ key, operator }) => key === NAME_LABEL && operator === "In");
  const one = podSelector.matchLabels?.[NAME_LABEL];
  const names = named?.values ?? (one === undefined ? undefined : [one]);
  const ends = names ?? [`pods ${inWords(podSelector)}`];
  return ends.map((end) => ({ key: `${where}: ${end}`, outside: `${where}: ${end}` }));
}

/** A selector as one would say it, such as `with k8s-app=kube-dns`. */
function inWords({ matchLabels = {}, matchExpressions = [] }: NonNullable<Peer["podSelector"]>): string {
  const parts = [
    ...Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`),
    ...matchExpressions.map(({ key, operator, values = [] }) => [key, operator, values.join("/")].join(" ").trim()),
  ];
  return parts.length === 0 ? "of any kind" : `with ${parts.join(" and ")}`;
}

const DNS_KEY = `${DNS.namespace}: pods ${inWords({ matchLabels: DNS.podLabels })}`;

/** Whether an end is CoreDNS, which every pod may ask. */
export function isNameServer({ key }: End): boolean {
  return key === DNS_KEY;
}
