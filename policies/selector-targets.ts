import { NAME_LABEL, type Labels } from "../components/shared/labels";
import { WORKLOADS } from "../stacks/workloads";
import { namespaceOf, type KubernetesObject } from "./kubernetes-object";
import { selects, selectsEverything, type LabelSelector } from "./label-selector";
import { DNS_POD_LABELS, NAMESPACE_NAME_LABEL } from "./network-policy";
import { podSpecOf } from "./pod-spec-of";
import type { SelectorUse } from "./selector-use";
import { plain, type StackBench } from "./verdict";

/** Namespaces that K3s fills, not a stack, with those of their pods that we select. */
const PLATFORM_PODS: Readonly<Record<string, readonly Labels[]>> = {
  "kube-system": [DNS_POD_LABELS, { [NAME_LABEL]: "traefik" }],
};

/** What a selector finds: pods, none yet of a workload that is named already, no pod, or not even a namespace. */
export type Finds = "pods" | "awaited pods" | "no pods" | "no namespace";

/** The pods and namespaces that a stack declares, or that the platform has. */
export class SelectorTargets {
  private readonly pods: { readonly namespace: string; readonly labels: Labels }[] = [];
  private readonly namespaces = new Map<string, Labels>();

  /** Reads them from a stack's objects. An unknown label is a violation. */
  constructor(objects: readonly KubernetesObject[], bench: StackBench) {
    for (const [namespace, pods] of Object.entries(PLATFORM_PODS)) {
      this.namespaces.set(namespace, { [NAMESPACE_NAME_LABEL]: namespace });
      this.pods.push(...pods.map((labels) => ({ namespace, labels })));
    }
    for (const object of objects) bench.known(object, () => this.add(object));
  }

  /** What the selector finds among them. Only NetworkPolicies may be there before the pods that they name. */
  foundBy({ object, selector, within }: SelectorUse): Finds {
    const namespaces = typeof within === "string" ? [within] : this.namespacesSelectedBy(within);
    if (namespaces.length === 0) return "no namespace";
    if (selectsEverything(selector)) return "pods";
    if (typeof within !== "string" && namespaces.some((name) => Object.hasOwn(PLATFORM_PODS, name))) return "pods";
    const found = this.pods.some(
      ({ namespace, labels }) => namespaces.includes(namespace) && selects(selector, labels),
    );
    if (found) return "pods";
    return object.kind === "NetworkPolicy" && this.awaitedIn(selector).length > 0 ? "awaited pods" : "no pods";
  }

  /** The workloads that the selector names, that flows know, and of which the stack has no pods in whatever namespace. */
  awaitedIn({ matchLabels, matchExpressions = [] }: LabelSelector): readonly string[] {
    const names = [
      matchLabels?.[NAME_LABEL] ?? [],
      matchExpressions
        .filter(({ key, operator }) => key === NAME_LABEL && operator === "In")
        .map((expression) => expression.values ?? []),
    ].flat(2);
    return names.filter(
      (name) => Object.hasOwn(WORKLOADS, name) && !this.pods.some(({ labels }) => labels[NAME_LABEL] === name),
    );
  }

  private add(object: KubernetesObject): void {
    if (object.kind === "Namespace") {
      const { name = object.resourceName, labels = {} } = object.props.metadata ?? {};
      this.namespaces.set(name, { ...plain(labels), [NAMESPACE_NAME_LABEL]: name });
    }
    const pod = object.kind === "PodTemplate" ? undefined : podSpecOf(object);
    if (pod) this.pods.push({ namespace: namespaceOf(object), labels: plain(pod.metadata.labels ?? {}) });
  }

  private namespacesSelectedBy(selector: LabelSelector): readonly string[] {
    return [...this.namespaces].filter(([, labels]) => selects(selector, labels)).map(([name]) => name);
  }
}
