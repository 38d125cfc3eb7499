import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { ENVIRONMENT_LABEL, type EnvironmentName, ownerLabels, selectorLabels } from "../shared/labels";
import { allowEgress, allowIngress, type FlowPeer } from "./network-policies";

/** Arguments of {@link WorkloadPolicies}. */
export interface WorkloadPoliciesArgs {
  readonly environment: EnvironmentName;
  /** Every workload with flows, deployed yet or not: a gate that stands before its workload is never forgotten. */
  readonly workloads: readonly {
    readonly workload: string;
    readonly namespace: string;
    readonly callers: readonly FlowPeer[];
    readonly callees: readonly FlowPeer[];
  }[];
}

/** The permitted flows of an environment: for each workload one policy for who may call it and one for whom it may call. */
export class WorkloadPolicies extends pulumi.ComponentResource {
  /** The policies of each workload that has any. */
  readonly byWorkload: ReadonlyMap<string, readonly pulumi.Resource[]>;

  constructor(name: string, args: WorkloadPoliciesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gx:networking:WorkloadPolicies", name, {}, opts);
    const labels = { ...ownerLabels(args.environment), [ENVIRONMENT_LABEL]: args.environment };
    const policiesOf = ({ workload, namespace, callers, callees }: WorkloadPoliciesArgs["workloads"][number]) => {
      const policy = (direction: string, spec: k8s.types.input.networking.v1.NetworkPolicySpec) =>
        new k8s.networking.v1.NetworkPolicy(
          `${workload}-${direction}`,
          { metadata: { name: `${workload}-${direction}`, namespace, labels }, spec },
          { parent: this },
        );
      return [
        ...(callers.length > 0 ? [policy("ingress", allowIngress(selectorLabels(workload), callers))] : []),
        ...(callees.length > 0 ? [policy("egress", allowEgress(selectorLabels(workload), callees))] : []),
      ];
    };
    this.byWorkload = new Map(args.workloads.map((entry) => [entry.workload, policiesOf(entry)]));
    this.registerOutputs({});
  }
}
