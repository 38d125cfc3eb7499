import {
  type AddressPeer,
  type FlowPeer,
  INGRESS_CONTROLLER,
  type PodPeer,
} from "../components/networking/network-policies";
import { type EnvironmentSpec, workloadsOf } from "./environment";
import { type Flow, flowsOf, isOutside, type OutsideName } from "./flows";
import type { Server } from "./inventory";
import { k3sServers } from "./topology";
import type { Workload } from "./workload";

/** Who may call a workload and whom it may call, as NetworkPolicies need to know it. */
export interface WorkloadFlows {
  readonly callers: readonly FlowPeer[];
  readonly callees: readonly FlowPeer[];
}

/** Private, shared and link-local ranges, the cluster's own among them: the internet is what is left. */
const PRIVATE_RANGES = [
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.168.0.0/16",
];

/** The flows of every workload of an environment, by its name. */
export function flowPeers(
  environment: Pick<EnvironmentSpec, "namespaces" | "servers" | "systems">,
): ReadonlyMap<string, WorkloadFlows> {
  const workloads = workloadsOf(environment);
  const flows = flowsOf(workloads);
  const locate = (name: string): PodPeer | AddressPeer => {
    if (isOutside(name)) return outsidePeer(name, environment.servers);
    return { namespace: namespaceOf(name, workloads, environment), workloads: [name] };
  };
  const ends = (workload: string, own: "from" | "to", other: "from" | "to") =>
    merged(
      flows
        .filter((flow) => flow[own] === workload)
        .map((flow: Flow) => ({ peer: locate(flow[other]), port: flow.port })),
    );
  return new Map(
    workloads.map(({ name }) => [name, { callers: ends(name, "to", "from"), callees: ends(name, "from", "to") }]),
  );
}

function namespaceOf(
  name: string,
  workloads: readonly Workload[],
  { namespaces }: Pick<EnvironmentSpec, "namespaces">,
): string {
  const namespace = namespaces[workloads.find((workload) => workload.name === name)!.namespace];
  if (!namespace) throw new Error(`workload ${name}: the environment lacks its namespace`);
  return namespace.name;
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
  const blockOf = ({ publicIpv4 }: Server) => `${publicIpv4}/32`;
  switch (name) {
    case "ingress-controller":
      return { namespace: INGRESS_CONTROLLER.namespace, workloads: [INGRESS_CONTROLLER.name] };
    case "kubernetes-api":
      return { cidrs: k3sServers(servers).map(blockOf), except: [] };
    case "internet":
      // Host ports (SSH, etcd, kubelet) are reached at the servers' public addresses: off-site storage is elsewhere.
      return { cidrs: ["0.0.0.0/0"], except: [...PRIVATE_RANGES, ...servers.map(blockOf)] };
  }
}
