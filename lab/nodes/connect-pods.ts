import { UserError } from "../../toolchain/user-error";
import { nodeAddress } from "../cluster-constants";
import { reasonOf } from "../files";
import type { Kubectl } from "../kubectl";
import type { LabNode } from "../nodes";
import { diedMessage } from "../process";
import { isAlive, type ProcessIdentity } from "../process-identity";
import { waitUntil } from "../wait";
import { nodeProcess, writePodNetwork } from "./node";
import type { RealLayout } from "./real-layout";
import { frameRouteCommands, type PodRange, routeCommands, runAll } from "./switch";

/** Generous: a busy machine may take many times the usual second or two. */
const REGISTRATION_DEADLINE_SECONDS = 180;

/** An API server that is frozen, or begins to start, takes connections and doesn't answer. */
const REQUEST_TIMEOUT = "--request-timeout=10s";

interface NodeList {
  readonly items: readonly {
    readonly metadata: { readonly name: string };
    readonly spec: { readonly podCIDR?: string };
  }[];
}

/** Nodes whose pods are to reach each other. */
export interface NodesToConnect {
  readonly layout: RealLayout;
  readonly nodes: readonly LabNode[];
  /** The processes that hold the nodes, in their order; undefined for one that is lost. */
  readonly holders: readonly (ProcessIdentity | undefined)[];
  readonly admin: Kubectl;
}

/**
 * Waits until nodes have registered and were given their parts of the pods' addresses, and has all know of these: what
 * flannel does in K3s. From within the lab's frame.
 * @param indices the nodes that are new; all by default
 * @throws UserError with the end of the log of one of them that has ended
 */
export async function connectPods(
  { layout, nodes, holders, admin }: NodesToConnect,
  indices: readonly number[] = nodes.map((_node, index) => index),
): Promise<void> {
  const awaited = indices.flatMap((index) => nodes[index] ?? []);
  const ranges: PodRange[] = [];
  await waitUntil("every node to register", REGISTRATION_DEADLINE_SECONDS, async () => {
    const dead = indices.find((index) => !holders[index] || !isAlive(holders[index]));
    if (dead !== undefined) throw new UserError(diedMessage(nodeProcess(layout, nodes[dead]?.name ?? "")));
    const answer = await admin.get<NodeList>("nodes", REQUEST_TIMEOUT).catch(reasonOf);
    if (typeof answer === "string") return answer;
    const { items } = answer;
    const rangeOf = (name: string) => items.find(({ metadata }) => metadata.name === name)?.spec.podCIDR;
    const lacking = awaited.filter(({ name }) => rangeOf(name) === undefined).map(({ name }) => name);
    if (lacking.length > 0) return `not yet: ${lacking.join(", ")}; their logs are in ${layout.logsFolder}`;
    ranges.push(
      ...indices.map((index) => ({ range: rangeOf(nodes[index]?.name ?? "") ?? "", via: nodeAddress(index) })),
    );
    return true;
  });
  await runAll(frameRouteCommands(ranges));
  for (const [index, holder] of holders.entries()) if (holder) await runAll(routeCommands(ranges, index, holder.pid));
  for (const [place, node] of awaited.entries()) writePodNetwork(layout, node, ranges[place]?.range ?? "");
}
