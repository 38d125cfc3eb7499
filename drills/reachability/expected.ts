import { INGRESS_CONTROLLER } from "../../components/networking/network-policies";
import { flowsOf, type OutsideName } from "../../stacks/flows";
import type { Workload } from "../../stacks/workload";
import type { Address } from "./addresses";
import type { StandingPod } from "./standing";

/** A namespace that is none of ours, and the name of a workload that there isn't. */
export const ELSEWHERE = "default";
export const STRANGER = "stranger";

const API: OutsideName = "kubernetes-api";
const INGRESS: OutsideName = "ingress-controller";

/** Tells whether a flow from a pod to an address is declared. Who is in none of our namespaces may call the API server. */
export function declaredFlows(
  workloads: readonly Workload[],
): (caller: Pick<StandingPod, "namespace" | "workload">, address: Pick<Address, "to" | "port">) => boolean {
  const flows = new Set(flowsOf(workloads).map(({ from, to, port }) => `${from} ${to} ${port}`));
  const isOurs = ({ namespace }: Pick<StandingPod, "namespace">) =>
    namespace !== ELSEWHERE && namespace !== INGRESS_CONTROLLER.namespace;
  return (caller, { to, port }) => {
    if (to === API && !isOurs(caller)) return true;
    if (caller.namespace === ELSEWHERE) return false;
    const from = isOurs(caller) ? caller.workload : INGRESS;
    return flows.has(`${from} ${to} ${port}`);
  };
}
