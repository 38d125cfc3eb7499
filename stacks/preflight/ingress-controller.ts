import { INGRESS_CONTROLLER } from "../../components/networking/network-policies";
import { NAME_LABEL } from "../../components/shared/labels";
import type { ClusterReader } from "./cluster-reader";

/**
 * A notice where K3s' ingress controller is missing. Looks at the workload's own label, not at its pods': the chart that
 * K3s ships gives both the same.
 */
export async function ingressNotices(cluster: ClusterReader): Promise<readonly string[]> {
  const { namespace, name } = INGRESS_CONTROLLER;
  const workloads = await Promise.all(
    ["Deployment", "DaemonSet"].map((kind) => cluster.list({ apiVersion: "apps/v1", kind, namespace })),
  );
  const named = workloads.flat().filter((workload) => workload.name === name);
  if (named.some(({ labels }) => labels[NAME_LABEL] === name)) return [];
  const found = named.length === 0 ? "missing" : `without label ${NAME_LABEL}=${name}`;
  return [
    `ingress controller ${namespace}/${name} is ${found}: API services can't be reached from outside; start K3s without --disable=traefik`,
  ];
}
