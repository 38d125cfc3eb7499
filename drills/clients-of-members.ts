import { setTimeout as pause } from "node:timers/promises";

import { HOSTNAME_LABEL } from "../components/shared/labels";
import { type PodOfContainers, processesOfContainer, runningContainers } from "../lab/faults/containers";
import type { RunningContainer } from "../lab/faults/fault";
import { CLIENTS, type ClientPod } from "./client-pods";
import type { ReplicatedSystem } from "./scenarios/scenario";
import type { WritersWatch } from "./writers-watch";

/** Between two looks where clients' pods are, while a member has none: asking more often would take the processors from who is to take over. */
const PAUSE_MS = 1000;

/** A pod, as far as it matters whose client it is. */
export interface Pod extends PodOfContainers {
  readonly metadata: PodOfContainers["metadata"] & { readonly labels?: Readonly<Record<string, string>> };
  readonly spec: PodOfContainers["spec"] & { readonly nodeSelector?: Readonly<Record<string, string>> };
}

/** Where a member is written from. */
export interface ClientOfMember {
  readonly member: string;
  /** Whether there is a pod for its node at all, running or not. */
  readonly exists: boolean;
  /** As the API server has it, which learns late of a node that is lost; `undefined` where it doesn't run. */
  readonly container: RunningContainer | undefined;
}

/** The client's pod on each member's node. Members that are on no node are left out. */
export function clientsOfMembers(pods: readonly Pod[], members: readonly string[]): ClientOfMember[] {
  const clients = pods.filter(({ metadata }) => metadata.labels?.[CLIENTS] !== undefined);
  return members.flatMap((member) => {
    const node = pods.find(({ metadata }) => metadata.name === member)?.spec.nodeName;
    if (node === undefined) return [];
    const client = clients.find(({ spec }) => spec.nodeSelector?.[HOSTNAME_LABEL] === node);
    return [{ member, exists: client !== undefined, container: client && runningContainers(client)[0] }];
  });
}

/**
 * Has a watch write to every member from the client's pod on its node, and, whenever that was lost, from the one that runs there
 * next, until it is aborted.
 * @param startPods starts those pods of clients that aren't there
 */
export async function followClients(
  system: ReplicatedSystem,
  startPods: () => Promise<readonly ClientPod[]>,
  watch: WritersWatch,
  signal: AbortSignal,
): Promise<void> {
  const { kubectl, lab, members, namespace } = system;
  const look = async () => {
    const { items } = await kubectl.get<{ items: Pod[] }>("pods", `--namespace=${namespace}`);
    const clients = clientsOfMembers(items, members);
    if (clients.some(({ exists }) => !exists)) await startPods();
    for (const { member, container } of clients) {
      const pid = container && processesOfContainer(lab.layout, container)[0];
      if (pid !== undefined) watch.goOnFrom({ member, pid });
    }
  };
  while (!signal.aborted) {
    // Where the API server doesn't answer it is asked again: whom nobody tries fails the round.
    if (watch.unwatched(members).length > 0) await look().catch(() => undefined);
    await pause(PAUSE_MS);
  }
}
