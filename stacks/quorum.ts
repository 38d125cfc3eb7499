import { type EnvironmentSpec, workloadsOf } from "./environment";
import type { Server, ServerName } from "./inventory";
import { clusterMembers, k3sServers, nodesWithRole } from "./topology";
import type { Workload } from "./workload";

/** Members of a quorum group that stand on the same choice of servers, as evenly as can be. */
export interface QuorumMembers {
  readonly count: number;
  /** The servers that they may stand on. Where there are as many as members, one stands on each. */
  readonly servers: readonly ServerName[];
}

/** A group of which a stated number must live. */
export interface QuorumGroup {
  readonly name: string;
  readonly members: readonly QuorumMembers[];
  /** How many members must live. */
  readonly quorum: number;
}

/** The smallest majority of `members`. */
export function majorityOf(members: number): number {
  return Math.floor(members / 2) + 1;
}

/** How many members a group has. */
export function sizeOf({ members }: QuorumGroup): number {
  return members.reduce((sum, { count }) => sum + count, 0);
}

/** Name of the cluster's own quorum group. */
export const ETCD = "etcd";

/** The etcd voters: one on every K3s server. */
export function etcdVoters(servers: readonly Server[]): QuorumGroup {
  const voters = k3sServers(servers);
  const members = [{ count: voters.length, servers: voters.map(({ name }) => name) }];
  return { name: ETCD, members, quorum: majorityOf(voters.length) };
}

/** Every quorum that an environment stands on: its cluster's etcd, then the groups of its workloads, by name. */
export function quorumGroups(
  environment: Pick<EnvironmentSpec, "servers" | "nodeRole" | "systems">,
): readonly QuorumGroup[] {
  const workloads = workloadsOf(environment);
  const names = [...new Set(workloads.flatMap(({ quorum }) => quorum?.group ?? []))].sort();
  return [etcdVoters(environment.servers), ...names.map((name) => groupOf(name, workloads, environment))];
}

/**
 * Whether `group` keeps its quorum when all of `lost` are gone. Where there are more servers to stand on than members, each
 * lost one is taken to have had a member.
 */
export function survives(group: QuorumGroup, lost: readonly ServerName[]): boolean {
  const dead = group.members.reduce((sum, { count, servers }) => {
    const onOne = Math.ceil(count / servers.length);
    return sum + Math.min(count, servers.filter((server) => lost.includes(server)).length * onOne);
  }, 0);
  return sizeOf(group) - dead >= group.quorum;
}

function groupOf(
  name: string,
  workloads: readonly Workload[],
  environment: Pick<EnvironmentSpec, "servers" | "nodeRole">,
): QuorumGroup {
  const inside = workloads.filter(({ quorum }) => quorum?.group === name);
  const members = inside.map(({ replicas, placement }) => ({
    count: replicas,
    servers:
      placement.on === "server" ? [placement.server] : nodesOf(placement.on, environment).map((node) => node.name),
  }));
  const stated = inside.find(({ quorum }) => quorum?.needed !== undefined)?.quorum?.needed;
  const size = members.reduce((sum, { count }) => sum + count, 0);
  return { name, members, quorum: stated ?? majorityOf(size) };
}

function nodesOf(
  on: "environment" | "every node",
  { servers, nodeRole }: Pick<EnvironmentSpec, "servers" | "nodeRole">,
): readonly Server[] {
  return on === "environment" ? nodesWithRole(servers, nodeRole) : clusterMembers(servers);
}
