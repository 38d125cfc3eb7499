import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { disruptionBudget } from "../workload/disruption-budget";
import { type EnvironmentName, K3S_ROLE_ANNOTATION, type K3sRole, type Labels, ownerLabels } from "../shared/labels";
import { CORE_DNS, coreDnsOfOwnNode, coreDnsSpread } from "./core-dns";
import { PRIORITY_CLASSES } from "./priority-classes";
import { patchAnnotations } from "./server-side-apply";
import {
  DATA_STORAGE_CLASS,
  dataStorageClass,
  DEFAULT_CLASS_ANNOTATION,
  DEFAULT_STORAGE_CLASS,
} from "./storage-classes";

/** A node of the cluster, as its inventory states it. */
export interface ClusterNode {
  readonly name: string;
  readonly nodeName: string;
  readonly k3sRole?: K3sRole;
  readonly labels: Labels;
}

/** Arguments of {@link ClusterLayer}. */
export interface ClusterLayerArgs {
  /** The stack that owns the layer. */
  readonly owner: EnvironmentName;
  /** The cluster's nodes with the labels each must carry. */
  readonly nodes: readonly ClusterNode[];
  readonly coreDnsReplicas: number;
}

/** What exists once for the whole cluster: node labels, storage and priority classes, CoreDNS on several nodes. */
export class ClusterLayer extends pulumi.ComponentResource {
  constructor(name: string, args: ClusterLayerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gx:cluster:ClusterLayer", name, {}, opts);
    const child = { parent: this };
    // A deleted patch gives its fields back: the labels that placement selects on would vanish from running nodes.
    const protectedChild = { ...child, protect: true };
    const labels = ownerLabels(args.owner);

    for (const node of args.nodes) {
      new k8s.core.v1.NodePatch(
        `${name}-${node.name.toLowerCase()}`,
        {
          metadata: {
            name: node.nodeName,
            labels: { ...node.labels },
            annotations: { ...patchAnnotations(), ...(node.k3sRole && { [K3S_ROLE_ANNOTATION]: node.k3sRole }) },
          },
        },
        protectedChild,
      );
    }
    for (const [className, spec] of Object.entries(PRIORITY_CLASSES)) {
      new k8s.scheduling.v1.PriorityClass(
        `${name}-${className}`,
        { metadata: { name: className, labels }, ...spec },
        child,
      );
    }
    new k8s.storage.v1.StorageClassPatch(
      `${name}-default-storage`,
      {
        metadata: {
          name: DEFAULT_STORAGE_CLASS,
          annotations: { [DEFAULT_CLASS_ANNOTATION]: "true", ...patchAnnotations() },
        },
      },
      protectedChild,
    );
    new k8s.storage.v1.StorageClass(
      `${name}-data-storage`,
      { metadata: { name: DATA_STORAGE_CLASS, labels }, ...dataStorageClass() },
      protectedChild,
    );
    const { namespace, name: coreDns, service, podLabels } = CORE_DNS;
    new k8s.apps.v1.DeploymentPatch(
      `${name}-coredns`,
      {
        metadata: { name: coreDns, namespace, annotations: patchAnnotations() },
        spec: coreDnsSpread(args.coreDnsReplicas),
      },
      protectedChild,
    );
    new k8s.core.v1.ServicePatch(
      `${name}-${service}`,
      { metadata: { name: service, namespace, annotations: patchAnnotations() }, spec: coreDnsOfOwnNode() },
      protectedChild,
    );
    new k8s.policy.v1.PodDisruptionBudget(
      `${name}-coredns-budget`,
      {
        metadata: { name: coreDns, namespace, labels },
        spec: disruptionBudget(podLabels),
      },
      child,
    );
    this.registerOutputs({});
  }
}
