import { API_SERVICE_ADDRESS } from "../../lab/cluster-constants";
import type { Kubectl } from "../../lab/kubectl";
import { API_ENDPOINT } from "../../lab/nodes/api-endpoint";
import type { Workload } from "../../stacks/workload";
import type { StandingPod } from "./standing";

/** Where a workload, or an end outside, can be asked for a connection. */
export interface Address {
  /** ADDRESS:PORT. */
  readonly at: string;
  readonly to: string;
  /** The port that policies see, once a Service's address is translated. */
  readonly port: number;
  /** The pods that may take the connection; none outside. */
  readonly pods: readonly StandingPod[];
}

interface Service {
  readonly metadata: { readonly namespace: string; readonly name: string };
  readonly spec: {
    readonly clusterIP?: string;
    readonly ports?: readonly { readonly name?: string; readonly port: number }[];
  };
}

interface Endpoints {
  readonly metadata: Service["metadata"];
  readonly subsets?: readonly {
    readonly addresses?: readonly { readonly ip: string }[];
    readonly ports?: readonly { readonly name?: string; readonly port: number }[];
  }[];
}

/** Every port of every pod of these workloads. */
export function podAddresses(workloads: readonly Workload[], pods: readonly StandingPod[]): Address[] {
  return workloads.flatMap(({ name, ports }) =>
    pods
      .filter((pod) => pod.workload === name)
      .flatMap((pod) =>
        Object.values(ports).map((port) => ({ at: `${pod.address}:${port}`, to: name, port, pods: [pod] })),
      ),
  );
}

/** Every port of every Service that leads to some of these pods now. */
export async function serviceAddresses(kubectl: Kubectl, pods: readonly StandingPod[]): Promise<Address[]> {
  const services = (await kubectl.get<{ items: Service[] }>("services", "--all-namespaces")).items;
  const endpoints = (await kubectl.get<{ items: Endpoints[] }>("endpoints", "--all-namespaces")).items;
  return services.flatMap(({ metadata, spec }): Address[] => {
    const { clusterIP = "None", ports = [] } = spec;
    if (clusterIP === "None") return [];
    const subsets = endpoints.find((one) => isSame(one.metadata, metadata))?.subsets ?? [];
    return ports.flatMap(({ name, port }) => {
      const leadsTo = subsets.filter((subset) => subset.ports?.some((target) => target.name === name));
      const ips = leadsTo.flatMap(({ addresses = [] }) => addresses.map(({ ip }) => ip));
      const behind = pods.filter(({ address }) => ips.includes(address));
      const target = leadsTo[0]?.ports?.find((one) => one.name === name);
      const [first] = behind;
      return first && target
        ? [{ at: `${clusterIP}:${port}`, to: first.workload, port: target.port, pods: behind }]
        : [];
    });
  });
}

/** The API server, at its Service's address and at a server's own. */
export const API_ADDRESSES: readonly Address[] = [
  `${API_SERVICE_ADDRESS}:443`,
  `${API_ENDPOINT.address}:${API_ENDPOINT.port}`,
].map((at) => ({ at, to: "kubernetes-api", port: API_ENDPOINT.port, pods: [] }));

function isSame(one: Service["metadata"], other: Service["metadata"]): boolean {
  return one.namespace === other.namespace && one.name === other.name;
}
