import type { Server, ServerName } from "./inventory";
import { clusterMembers } from "./topology";

/** A group of which a majority, or a stated number, must live. */
export interface QuorumGroup {
  readonly name: string;
  /** The server each member runs on; a server may hold several members. */
  readonly members: readonly ServerName[];
  /** How many members must live. */
  readonly quorum: number;
}

/** What a group survives. */
export interface SurvivalReport {
  readonly group: string;
  readonly members: number;
  readonly quorum: number;
  /** How many members may be lost at once. */
  readonly tolerated: number;
  /** The servers of which the loss of any one leaves a quorum. */
  readonly survivesLossOf: readonly ServerName[];
  /** The servers of which the loss of any one alone destroys the quorum. */
  readonly diesWith: readonly ServerName[];
  /** What is unwise though not wrong. */
  readonly advice: readonly string[];
}

/** The smallest majority of `members`. */
export function majorityOf(members: number): number {
  return Math.floor(members / 2) + 1;
}

/** The etcd voters: one on every K3s server. */
export function etcdVoters(servers: readonly Server[]): QuorumGroup {
  const members = clusterMembers(servers)
    .filter((server) => server.k3sRole === "server")
    .map((server) => server.name);
  return { name: "etcd", members, quorum: majorityOf(members.length) };
}

/** Whether `group` keeps its quorum when all of `lost` are gone. */
export function survives(group: QuorumGroup, lost: readonly ServerName[]): boolean {
  return group.members.filter((server) => !lost.includes(server)).length >= group.quorum;
}

/** Loses each server in turn and says what is left; advises against an even number of voters (4 tolerate no more than 3). */
export function survivalReport(group: QuorumGroup): SurvivalReport {
  const servers = [...new Set(group.members)];
  const size = group.members.length;
  return {
    group: group.name,
    members: size,
    quorum: group.quorum,
    tolerated: size - group.quorum,
    survivesLossOf: servers.filter((server) => survives(group, [server])),
    diesWith: servers.filter((server) => !survives(group, [server])),
    advice:
      size % 2 === 0
        ? [
            `${size} voters tolerate the loss of ${size - group.quorum}, as ${size - 1} do: use ${size - 1} or ${size + 1}`,
          ]
        : [],
  };
}
