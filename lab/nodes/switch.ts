import { run } from "../../images/run";
import { ADVERTISED_API_ADDRESS, nodeAddress, SERVICE_CIDR } from "../cluster-constants";
import { API_ENDPOINT } from "./api-endpoint";

/** The bridge in the frame that all nodes are connected to, and that the API server is at. */
export const BRIDGE = "lab0";
/** What addresses of nodes have in common, in bits: nodes and the API server reach each other without a router. */
const NODES_PREFIX = 24;

/** A command with its arguments. */
export type CommandLine = readonly string[];

/** A node's range of pods' addresses, and the node's own address. */
export interface PodRange {
  readonly range: string;
  readonly via: string;
}

/** What makes the switch, in the frame. There is no route but to what is connected: nothing leads off the machine. */
export function switchCommands(): CommandLine[] {
  return [
    ["ip", "link", "add", BRIDGE, "type", "bridge"],
    ["ip", "address", "add", `${ADVERTISED_API_ADDRESS}/${NODES_PREFIX}`, "dev", BRIDGE],
    ["ip", "address", "add", `${API_ENDPOINT.address}/32`, "dev", BRIDGE],
    ["ip", "link", "set", BRIDGE, "up"],
  ];
}

/** What the `index`-th node's port at the switch is called. */
export function portOfNode(index: number): string {
  return `node${index}`;
}

/** What connects the `index`-th node, whose network is that of process `holder`, to the switch. */
export function connectCommands(index: number, holder: number): CommandLine[] {
  const port = portOfNode(index);
  return [
    ["ip", "link", "add", port, "type", "veth", "peer", "name", "eth0", "netns", String(holder)],
    ["ip", "link", "set", port, "master", BRIDGE, "up"],
    ...inNetwork(holder, [
      ["ip", "link", "set", "lo", "up"],
      ["ip", "address", "add", `${nodeAddress(index)}/${NODES_PREFIX}`, "dev", "eth0"],
      ["ip", "link", "set", "eth0", "up"],
      // A node's own processes find services too: the kernel wants a route before kube-proxy's rules send them elsewhere.
      ["ip", "route", "add", SERVICE_CIDR, "dev", "eth0"],
      ["ip", "route", "add", API_ENDPOINT.address, "via", ADVERTISED_API_ADDRESS],
    ]),
  ];
}

/** What makes pods reachable: from the `index`-th node those of the others, as flannel's host-gw does. */
export function routeCommands(ranges: readonly PodRange[], index: number, holder: number): CommandLine[] {
  const others = ranges.filter(({ via }) => via !== nodeAddress(index));
  return inNetwork(holder, others.map(routeTo));
}

/** What makes pods reachable from the frame, where the API server answers them. */
export function frameRouteCommands(ranges: readonly PodRange[]): CommandLine[] {
  return ranges.map(routeTo);
}

/** Runs commands, one after the other. @throws UserError with what the one that failed said */
export async function runAll(commands: readonly CommandLine[]): Promise<void> {
  for (const [program = "", ...args] of commands) await run(program, args);
}

function routeTo({ range, via }: PodRange): CommandLine {
  return ["ip", "route", "replace", range, "via", via];
}

function inNetwork(holder: number, commands: readonly CommandLine[]): CommandLine[] {
  return commands.map((command) => ["nsenter", `--target=${holder}`, "--net", "--", ...command]);
}
