import { NODE_ROLE_LABEL, type NodeRole } from "../components/shared/labels";
import type { Server } from "./inventory";

/** The servers that form the shared cluster. */
export function clusterMembers(servers: readonly Server[]): readonly Server[] {
  return servers.filter((server) => server.cluster === "member");
}

/** The servers that run the control plane, each an etcd voter. */
export function k3sServers(servers: readonly Server[]): readonly Server[] {
  return clusterMembers(servers).filter((server) => server.k3sRole === "server");
}

/** The cluster members that take workloads of environments with this node role; each is one failure domain. */
export function nodesWithRole(servers: readonly Server[], role: NodeRole): readonly Server[] {
  return clusterMembers(servers).filter((server) => server.labels[NODE_ROLE_LABEL] === role);
}

/** The servers' names, for messages. */
export function namesOf(servers: readonly Server[]): string {
  return servers.map((server) => server.name).join(", ");
}
