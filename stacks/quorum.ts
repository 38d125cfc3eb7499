import type { EnvironmentName } from "../components/shared/labels";
import type { Server, ServerName } from "./inventory";
import { FABRIC_PLACEMENT } from "./placement";
import { clusterMembers, nodesWithRole } from "./topology";

/** One of the members that a quorum counts. */
export interface QuorumMember {
  readonly name: string;
  /** It lives while all of these servers do: its own, and those of whatever it can't do without. */
  readonly needs: readonly ServerName[];
}

/** A group of which a stated number must live. */
export interface QuorumGroup {
  readonly name: string;
  readonly members: readonly QuorumMember[];
  /** How many members must live. */
  readonly quorum: number;
}

/** The smallest majority of `members`. */
export function majorityOf(members: number): number {
  return Math.floor(members / 2) + 1;
}

/** The etcd voters: one on every K3s server. */
export function etcdVoters(servers: readonly Server[]): QuorumGroup {
  const voters = clusterMembers(servers).filter((server) => server.k3sRole === "server");
  return majorityGroup("etcd", voters);
}

/** Everything in an environment that declares a quorum, etcd first. */
export function quorumGroups(
  environment: EnvironmentName,
  servers: readonly Server[],
  placement: Readonly<Record<string, ServerName>> = FABRIC_PLACEMENT,
): readonly QuorumGroup[] {
  const etcd = etcdVoters(servers);
  if (environment === "testnet") return [etcd];
  const primaries = nodesWithRole(servers, "primary");
  const orderers = Object.keys(placement).filter((workload) => workload.startsWith("orderer"));
  return [
    etcd,
    { name: "orderers", members: orderers.map((name) => placed(placement, name)), quorum: majorityOf(orderers.length) },
    ...["org1", "org2"].map((organisation) => endorsers(organisation, placement)),
    // A primary and a standby that holds every acknowledged write.
    majorityGroup("postgres", primaries),
    majorityGroup("redis sentinels", primaries),
  ];
}

/** Whether `group` keeps its quorum when all of `lost` are gone. */
export function survives(group: QuorumGroup, lost: readonly ServerName[]): boolean {
  return group.members.filter(({ needs }) => !needs.some((server) => lost.includes(server))).length >= group.quorum;
}

/** One usable peer must be left to endorse for the organisation; a peer is of no use without its state database. */
function endorsers(organisation: string, placement: Readonly<Record<string, ServerName>>): QuorumGroup {
  const peers = Object.keys(placement).filter((name) => name.startsWith("peer") && name.endsWith(organisation));
  return {
    name: `${organisation} endorsers`,
    members: peers.map((peer) => placed(placement, peer, `couchdb-${peer}`)),
    quorum: 1,
  };
}

function placed(placement: Readonly<Record<string, ServerName>>, ...workloads: readonly string[]): QuorumMember {
  const needs = workloads.flatMap((workload) => placement[workload] ?? []);
  return { name: workloads[0] ?? "", needs: [...new Set(needs)] };
}

function majorityGroup(name: string, servers: readonly Server[]): QuorumGroup {
  const members = servers.map((server) => ({ name: `${name} on ${server.name}`, needs: [server.name] }));
  return { name, members, quorum: majorityOf(members.length) };
}
