import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { allowEgress, allowIngress, type FlowPeer } from "../networking/network-policies";
import {
  environmentLabels,
  type EnvironmentName,
  type LabelledWorkload,
  type Labels,
  RUNTIME_LABELS_ANNOTATION,
  selectorLabels,
  workloadLabels,
} from "../shared/labels";
import { restrictedPodContext } from "../shared/pod-security";
import { disruptionBudget } from "./disruption-budget";
import { podPlacement, type PodPlacementArgs } from "./placement";

/** Arguments of {@link WorkloadShell}. */
export interface WorkloadShellArgs {
  readonly environment: EnvironmentName;
  readonly namespace: string;
  /** What must stand before the first pod: a pod that starts before its flows are open fails its probes. */
  readonly gates: readonly pulumi.Resource[];
  readonly workload: Omit<LabelledWorkload, "placement">;
  /** Of the controller alone. */
  readonly annotations: Readonly<Record<string, string>>;
  /** Whether drains must spare its pods but one: of a single pod, a budget would only block them. */
  readonly needsBudget: boolean;
  readonly priorityClassName: string;
  readonly placement: PodPlacementArgs;
  /** Label keys that something sets on the pods while they run. */
  readonly runtimeLabels: readonly string[];
  /** Who may call it, and whom it may call. */
  readonly callers: readonly FlowPeer[];
  readonly callees: readonly FlowPeer[];
}

/** What the shell alone decides of a pod. */
type ShellField =
  | "serviceAccountName"
  | "automountServiceAccountToken"
  | "enableServiceLinks"
  | "priorityClassName"
  | "securityContext"
  | "affinity"
  | "tolerations"
  | "topologySpreadConstraints";

/**
 * What every workload has, whatever runs in it: an identity without a token, a disruption budget where it has several
 * pods, one NetworkPolicy for who may call it and one for whom it may call, placement, priority and the restricted pod
 * security. A system adds its containers and its controller.
 */
export class WorkloadShell extends pulumi.ComponentResource {
  /** Metadata of everything that belongs to the workload under its name. */
  readonly metadata: { readonly name: string; readonly namespace: string; readonly labels: Labels };
  /** Of the controller: the annotations that it alone has besides. */
  readonly controllerMetadata: WorkloadShell["metadata"] & { readonly annotations?: Readonly<Record<string, string>> };
  /** Finds the workload's pods. */
  readonly selector: Labels;
  /** What the controller comes after. */
  readonly gates: readonly pulumi.Resource[];
  private readonly args: WorkloadShellArgs;
  private readonly serviceAccountName: pulumi.Output<string>;

  constructor(name: string, args: WorkloadShellArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gx:workload:WorkloadShell", name, {}, opts);
    this.args = args;
    this.selector = selectorLabels(args.workload.name);
    const { environment, namespace, workload, needsBudget, callers, callees } = args;
    const labels = workloadLabels({ ...workload, placement: args.placement.placement }, environment);
    this.metadata = { name: workload.name, namespace, labels };
    this.controllerMetadata = { ...this.metadata, ...someAnnotations(args.annotations) };
    const child = { parent: this };

    const account = new k8s.core.v1.ServiceAccount(
      `${name}-account`,
      { metadata: this.metadata, automountServiceAccountToken: false },
      child,
    );
    this.serviceAccountName = account.metadata.name;
    if (needsBudget) {
      new k8s.policy.v1.PodDisruptionBudget(
        `${name}-budget`,
        { metadata: this.metadata, spec: disruptionBudget(this.selector) },
        child,
      );
    }
    const policy = (direction: string, spec: k8s.types.input.networking.v1.NetworkPolicySpec) =>
      new k8s.networking.v1.NetworkPolicy(
        `${name}-${direction}`,
        {
          metadata: {
            name: `${workload.name}-${direction}`,
            namespace,
            labels: environmentLabels(environment),
          },
          spec,
        },
        child,
      );
    this.gates = [
      ...args.gates,
      ...(callers.length > 0 ? [policy("ingress", allowIngress(this.selector, callers))] : []),
      ...(callees.length > 0 ? [policy("egress", allowEgress(this.selector, callees))] : []),
    ];
    this.registerOutputs({});
  }

  /**
   * The pod template: what every workload's has, and what the system adds.
   *
   * @param userId the unprivileged user of its image
   * @param spec containers, volumes and whatever else is the system's own
   * @param more labels and annotations beyond those
   */
  podTemplate(
    userId: number,
    spec: Omit<k8s.types.input.core.v1.PodSpec, ShellField>,
    more: { readonly labels?: Labels; readonly annotations?: Readonly<Record<string, pulumi.Input<string>>> } = {},
  ): k8s.types.input.core.v1.PodTemplateSpec {
    const { priorityClassName, placement, runtimeLabels } = this.args;
    const annotations = {
      ...more.annotations,
      ...(runtimeLabels.length > 0 && { [RUNTIME_LABELS_ANNOTATION]: runtimeLabels.join(",") }),
    };
    return {
      metadata: {
        labels: { ...this.metadata.labels, ...more.labels },
        ...someAnnotations(annotations),
      },
      spec: {
        serviceAccountName: this.serviceAccountName,
        automountServiceAccountToken: false,
        // Otherwise every Service of the namespace becomes several environment variables of every pod.
        enableServiceLinks: false,
        priorityClassName,
        securityContext: restrictedPodContext(userId),
        ...podPlacement(this.selector, placement),
        ...spec,
      },
    };
  }
}

/** None is written as none: the provider drops an empty map, but not from the plan of an object that it doesn't know whole. */
function someAnnotations<Value>(annotations: Readonly<Record<string, Value>>) {
  return Object.keys(annotations).length > 0 ? { annotations } : {};
}
