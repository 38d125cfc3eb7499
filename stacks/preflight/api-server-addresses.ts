import type { Server } from "../inventory";
import { k3sServers } from "../topology";
import type { ClusterReader } from "./cluster-reader";

/**
 * A notice where the API servers are not at the addresses of the inventory's K3s servers. NetworkPolicies open the way to
 * the API at the declared addresses, and see a packet after the Service's address was translated to one of the live ones.
 */
export async function apiServerNotices(servers: readonly Server[], cluster: ClusterReader): Promise<readonly string[]> {
  const declared = k3sServers(servers).map(({ publicIpv4 }) => publicIpv4);
  const live = await cluster.apiServerAddresses();
  const closed = live.filter((address) => !declared.includes(address));
  const idle = declared.filter((address) => !live.includes(address));
  const breaks = [
    ...(closed.length > 0 ? [`pods that call the API (Patroni) are cut off from ${listed(closed)}`] : []),
    ...(idle.length > 0 ? [`no API server answers for ${listed(idle)}`] : []),
  ];
  if (breaks.length === 0) return [];
  return [
    `API servers are at ${listed(live)}, publicIpv4 of the inventory's K3s servers says ${listed(declared)}: ${breaks.join("; ")}; start what is down, set K3s' --advertise-address or correct stacks/inventory.ts`,
  ];
}

function listed(addresses: readonly string[]): string {
  return [...addresses].sort().join(", ") || "no address";
}
