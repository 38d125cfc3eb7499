import { nodeAddress } from "../cluster-constants";
import { type PodRange, portOfNode } from "../nodes/switch";
import { CONTROL_PLANE, type Way } from "./fault";
import type { InForce } from "./in-force";

/** Whose ends the rules are about: names of nodes in their order, and their pods' addresses. */
export interface Network {
  readonly nodes: readonly string[];
  /** Of each node that was told which its pods have. */
  readonly ranges: readonly PodRange[];
}

/**
 * The switch's rules for all cuts in force, for `ebtables-nft-restore`: whatever comes in at one end's port and would leave
 * by the other's, of nodes and of pods alike. ARP passes: on a real estate there are routers in between, which answer it.
 */
export function cutRules(network: Network, inForce: readonly InForce[]): string {
  const ways = inForce.flatMap(({ fault }) => (fault.kind === "cut" ? fault.ways : []));
  const rules = [...new Set(ways.map((way) => `-A ${bridgeMatch(network, way)} -j DROP`))];
  return ["*filter", ":INPUT ACCEPT", ":FORWARD ACCEPT", ":OUTPUT ACCEPT", ...rules, ""].join("\n");
}

/**
 * The rules that lead packets to the queues in which they wait, for `iptables-restore`. A queue has its fault's number; nobody
 * waits in one whose process has ended.
 */
export function delayRules(network: Network, inForce: readonly InForce[]): string {
  const rules = inForce.flatMap(({ id, fault }) => {
    if (fault.kind !== "delay") return [];
    const [one, other] = fault.ends;
    const matches = [...addressMatches(network, [one, other]), ...addressMatches(network, [other, one])];
    return matches.map((match) => `-A ${match} -j NFQUEUE --queue-num ${id} --queue-bypass`);
  });
  return ["*mangle", ":FORWARD ACCEPT", ":INPUT ACCEPT", ":OUTPUT ACCEPT", ...rules, "COMMIT", ""].join("\n");
}

function bridgeMatch(network: Network, [from, to]: Way): string {
  if (to === CONTROL_PLANE) return `INPUT -p IPv4 -i ${portOf(network, from)}`;
  if (from === CONTROL_PLANE) return `OUTPUT -p IPv4 -o ${portOf(network, to)}`;
  return `FORWARD -p IPv4 -i ${portOf(network, from)} -o ${portOf(network, to)}`;
}

function addressMatches(network: Network, [from, to]: Way): string[] {
  if (to === CONTROL_PLANE) return [`INPUT -m physdev --physdev-in ${portOf(network, from)}`];
  if (from === CONTROL_PLANE) {
    // What the frame itself sends has no port yet when iptables sees it. It has several addresses: nodes and pods use different ones.
    const node = nodeAddress(indexOf(network, to));
    const ranges = network.ranges.filter(({ via }) => via === node).map(({ range }) => range);
    return [node, ...ranges].map((destination) => `OUTPUT -d ${destination}`);
  }
  return [`FORWARD -m physdev --physdev-in ${portOf(network, from)} --physdev-out ${portOf(network, to)}`];
}

function portOf(network: Network, node: string): string {
  return portOfNode(indexOf(network, node));
}

function indexOf({ nodes }: Network, node: string): number {
  const index = nodes.indexOf(node);
  if (index < 0) throw new Error(`there is no node ${node}`);
  return index;
}
