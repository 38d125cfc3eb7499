import { RUNTIME_LABELS_ANNOTATION, type Labels } from "../components/shared/labels";
import { namespaceOf, type KubernetesObject } from "./kubernetes-object";
import { keysOf, selects, withoutKeys, type LabelSelector } from "./label-selector";
import { podSpecOf, type PodTemplate } from "./pod-spec-of";
import { plain, type StackBench } from "./verdict";

/** What selectors go by: the labels of pods, and the keys of those that a system sets on them at run time. */
export interface SelectablePods {
  readonly namespace: string;
  readonly labels: Labels;
  /** As their template declares them in {@link RUNTIME_LABELS_ANNOTATION}. */
  readonly runtimeKeys: readonly string[];
}

/** The pods that one object of a stack runs. */
export interface DeclaredPods extends SelectablePods {
  readonly object: KubernetesObject;
  readonly template: PodTemplate;
}

/** The pods that a stack declares, in the order of its objects. An unknown label is a violation. */
export function declaredPodsIn(objects: readonly KubernetesObject[], bench: StackBench): readonly DeclaredPods[] {
  return objects.flatMap((object) => bench.known(object, () => declaredPodsOf(object)) ?? []);
}

function declaredPodsOf(object: KubernetesObject): DeclaredPods | undefined {
  // A PodTemplate only describes pods; none runs for it.
  const template = object.kind === "PodTemplate" ? undefined : podSpecOf(object);
  if (!template) return undefined;
  const { labels = {}, annotations } = template.metadata;
  const runtimeKeys = (annotations?.[RUNTIME_LABELS_ANNOTATION] ?? "")
    .split(",")
    .map((key) => key.trim())
    .filter(Boolean);
  return { object, template, namespace: namespaceOf(object), labels: plain(labels), runtimeKeys };
}

/** Which of the pods a selector selects: all, none, or those of which run-time labels will say so. */
export function selectionAmong(
  { labels, runtimeKeys }: SelectablePods,
  selector: LabelSelector | undefined,
): "all" | "some" | "none" {
  if (!selector || !selects(withoutKeys(selector, runtimeKeys), labels)) return "none";
  return keysOf(selector).some((key) => runtimeKeys.includes(key)) ? "some" : "all";
}
