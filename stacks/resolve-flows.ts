import type { AddressPeer, FlowPeer, PodPeer } from "../components/networking/network-policies";
import type { EnvironmentSpec } from "./environment";
import { type Flow, flowsOf, isOutside, type OutsideName } from "./flows";
import type { Server } from "./inventory";
import { clusterMembers } from "./topology";
import { WORKLOAD_NAMES, type WorkloadName, WORKLOADS } from "./workloads";

/** Whom a workload may call and who may call it, as NetworkPolicies need to know it. */
export interface WorkloadFlows {
  readonly workload: WorkloadName;
  readonly namespace: string;
  readonly callers: readonly FlowPeer[];
  readonly callees: readonly FlowPeer[];
}

/** K3s runs its ingress, Traefik, in `kube-system`. */
const INGRESS_CONTROLLER: PodPeer = { namespace: "kube-system", workloads: ["traefik"] };
/** Private, shared and link-local ranges, the cluster's own among them: the internet is what is left. */
const PRIVATE_RANGES = [
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.168.0.0/16",
];

/**
 * The flows of every workload that the environment has a namespace for. Flows that begin or end in a namespace that
 * the environment lacks don't exist in it.
 */
export function environmentFlows(
  environment: Pick<EnvironmentSpec, "namespaces" | "servers">,
  flows: readonly Flow[] = flowsOf(),
): readonly WorkloadFlows[] {
  const namespaceOf = (workload: WorkloadName) => environment.namespaces[WORKLOADS[workload].purpose]?.name;
  const locate = (name: Flow["from"]) => {
    if (isOutside(name)) return outsidePeer(name, environment.servers);
    const namespace = namespaceOf(name);
    return namespace === undefined ? undefined : { namespace, workloads: [name] };
  };
  return WORKLOAD_NAMES.flatMap((workload) => {
    const namespace = namespaceOf(workload);
    if (namespace === undefined) return [];
    const ends = (own: "from" | "to", other: "from" | "to") =>
      flows.flatMap((flow) => {
        const peer = flow[own] === workload ? locate(flow[other]) : undefined;
        return peer ? [{ peer, port: flow.port }] : [];
      });
    return [{ workload, namespace, callers: merged(ends("to", "from")), callees: merged(ends("from", "to")) }];
  });
}

/** One entry a namespace and port, with all of its workloads: the shortest policy that says the same. */
function merged(peers: readonly FlowPeer[]): readonly FlowPeer[] {
  const groups = new Map<string, FlowPeer>();
  for (const { peer, port } of peers) {
    const key = "cidrs" in peer ? JSON.stringify([peer, port]) : `${peer.namespace} ${port}`;
    const known = groups.get(key)?.peer;
    const workloads = [known, peer].flatMap((side) => (side && "workloads" in side ? side.workloads : []));
    groups.set(
      key,
      "cidrs" in peer ? { peer, port } : { peer: { ...peer, workloads: [...new Set(workloads)].sort() }, port },
    );
  }
  return [...groups.values()];
}

/** The API server is called at the servers' own addresses: policies see a packet after its service address is translated. */
function outsidePeer(name: OutsideName, servers: readonly Server[]): PodPeer | AddressPeer {
  const hostAddresses = servers.map((server) => `${server.publicIpv4}/32`);
  switch (name) {
    case "ingress-controller":
      return INGRESS_CONTROLLER;
    case "kubernetes-api": {
      const apiServers = clusterMembers(servers).filter((server) => server.k3sRole === "server");
      return { cidrs: apiServers.map((server) => `${server.publicIpv4}/32`), except: [] };
    }
    case "internet":
      // Host ports (SSH, etcd, kubelet) are reached at the servers' public addresses: off-site storage is elsewhere.
      return { cidrs: ["0.0.0.0/0"], except: [...PRIVATE_RANGES, ...hostAddresses] };
  }
}
