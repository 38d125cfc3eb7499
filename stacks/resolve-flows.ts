import type { FlowPeer } from "../components/networking/network-policies";
import { NAME_LABEL, selectorLabels } from "../components/shared/labels";
import type { EnvironmentSpec, NamespacePurpose } from "./environment";
import { type Flow, FLOWS, type OutsideName } from "./flows";
import { type Workload, type WorkloadName, WORKLOADS } from "./workloads";

/** Whom a workload may call and who may call it, as NetworkPolicies need to know it. */
export interface WorkloadFlows {
  readonly callers: readonly FlowPeer[];
  readonly callees: readonly FlowPeer[];
}

/** Pods outside the environment's namespaces: K3s runs its ingress, Traefik, in `kube-system`. */
const OUTSIDE: Readonly<
  Record<OutsideName, { readonly namespace: string; readonly podLabels: FlowPeer["podLabels"] }>
> = {
  "ingress-controller": { namespace: "kube-system", podLabels: { [NAME_LABEL]: "traefik" } },
};

/**
 * The flows that begin or end at `workload` in an environment whose namespaces are `namespaces`.
 *
 * @throws Error when a flow names a port its callee doesn't declare: a mistake in the code, caught by its tests
 */
export function flowsOf(
  workload: WorkloadName,
  namespaces: EnvironmentSpec["namespaces"],
  flows: readonly Flow[] = FLOWS,
): WorkloadFlows {
  return {
    callers: flows
      .filter((flow) => flow.to === workload)
      .map((flow) => ({ ...location(flow.from, namespaces), port: portOf(flow) })),
    callees: flows
      .filter((flow) => flow.from === workload)
      .map((flow) => ({ ...location(flow.to, namespaces), port: portOf(flow) })),
  };
}

function location(name: Flow["from"], namespaces: Readonly<Record<NamespacePurpose, string>>) {
  if (name === "ingress-controller") return OUTSIDE[name];
  return { namespace: namespaces[WORKLOADS[name].purpose], podLabels: selectorLabels(name) };
}

function portOf(flow: Flow): number {
  const callee: Workload = WORKLOADS[flow.to];
  const port = callee.ports[flow.port];
  if (port === undefined) {
    const declared = Object.keys(callee.ports).join(", ");
    throw new Error(`flow ${flow.from} → ${flow.to}: ${flow.to} declares no port "${flow.port}", only ${declared}`);
  }
  return port;
}
