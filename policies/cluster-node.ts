import type { Labels } from "../components/shared/labels";
import type { KubernetesObject } from "./kubernetes-object";
import { plain, type StackBench } from "./verdict";

/** A node of the cluster, as the patch that labels it declares it. */
export interface ClusterNode {
  readonly object: KubernetesObject;
  readonly name: string;
  readonly labels: Labels;
  readonly annotations: Labels;
}

/** The nodes that a stack declares, in the order of their declaration. An unknown name, label or annotation is a violation. */
export function clusterNodesIn(objects: readonly KubernetesObject[], bench: StackBench): readonly ClusterNode[] {
  return objects
    .filter(({ kind }) => kind === "NodePatch")
    .flatMap((object) => bench.known(object, () => clusterNodeOf(object)) ?? []);
}

function clusterNodeOf(object: KubernetesObject): ClusterNode {
  const { name = object.resourceName, labels = {}, annotations = {} } = plain(object.props.metadata ?? {});
  return { object, name, labels, annotations };
}
