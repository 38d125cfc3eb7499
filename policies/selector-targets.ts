import { INGRESS_CONTROLLER } from "../components/networking/network-policies";
import { NAME_LABEL, type Labels } from "../components/shared/labels";
import { declaredPodsIn, selectionAmong, type SelectablePods } from "./declared-pods";
import type { KubernetesObject } from "./kubernetes-object";
import { keysOf, selects, selectsEverything, withoutKeys, type LabelSelector } from "./label-selector";
import { DNS_POD_LABELS, NAMESPACE_NAME_LABEL } from "./network-policy";
import type { SelectorUse } from "./selector-use";
import { plain, type StackBench } from "./verdict";

/** Namespaces that K3s fills, not a stack, with those of their pods that we select. */
const PLATFORM_PODS: Readonly<Record<string, readonly Labels[]>> = {
  [INGRESS_CONTROLLER.namespace]: [DNS_POD_LABELS, { [NAME_LABEL]: INGRESS_CONTROLLER.name }],
};

/** What a selector finds: pods, no pod, or not even a namespace. */
export type Finds = "pods" | "no pods" | "no namespace";

/** The pods and namespaces that a stack declares, or that the platform has. */
export class SelectorTargets {
  private readonly pods: readonly SelectablePods[];
  private readonly namespaces = new Map<string, Labels>();

  /** Reads them from a stack's objects. An unknown label is a violation. */
  constructor(objects: readonly KubernetesObject[], bench: StackBench) {
    const platformPods = Object.entries(PLATFORM_PODS).flatMap(([namespace, pods]) => {
      this.namespaces.set(namespace, { [NAMESPACE_NAME_LABEL]: namespace });
      return pods.map((labels) => ({ namespace, labels, runtimeKeys: [] }));
    });
    for (const object of objects) bench.known(object, () => this.addNamespace(object));
    this.pods = [...platformPods, ...declaredPodsIn(objects, bench)];
  }

  /** What the selector finds among them. */
  foundBy(use: SelectorUse): Finds {
    const namespaces = this.namespacesOf(use);
    if (namespaces.length === 0) return "no namespace";
    if (selectsEverything(use.selector) || this.reachesPlatform(use)) return "pods";
    return this.podsIn(namespaces).some((pods) => isFoundBy(use.selector, pods)) ? "pods" : "no pods";
  }

  /** The workloads that the selector lists by name and of which it finds no pod, though it finds others. */
  namesMissedBy(use: SelectorUse): readonly string[] {
    if (this.reachesPlatform(use)) return [];
    const found = this.podsIn(this.namespacesOf(use)).filter((pods) => isFoundBy(use.selector, pods));
    const listed = (use.selector.matchExpressions ?? [])
      .filter(({ key, operator }) => key === NAME_LABEL && operator === "In")
      .flatMap(({ values = [] }) => values);
    return listed.filter((name) => !found.some(({ labels }) => labels[NAME_LABEL] === name));
  }

  /** The keys that keep the selector from finding pods, and wouldn't if these declared them as set at run time. */
  undeclaredRuntimeKeysOf(use: SelectorUse): readonly string[] {
    const missing = ({ labels, runtimeKeys }: SelectablePods) =>
      keysOf(use.selector).filter((key) => !Object.hasOwn(labels, key) && !runtimeKeys.includes(key));
    const nearest = this.podsIn(this.namespacesOf(use)).find((pods) =>
      isFoundBy(use.selector, { ...pods, runtimeKeys: [...pods.runtimeKeys, ...missing(pods)] }),
    );
    return nearest ? missing(nearest) : [];
  }

  private addNamespace(object: KubernetesObject): void {
    if (object.kind !== "Namespace") return;
    const { name = object.resourceName, labels = {} } = object.props.metadata ?? {};
    this.namespaces.set(name, { ...plain(labels), [NAMESPACE_NAME_LABEL]: name });
  }

  private namespacesOf({ within }: SelectorUse): readonly string[] {
    if (typeof within === "string") return [within];
    return [...this.namespaces].filter(([, labels]) => selects(within, labels)).map(([name]) => name);
  }

  private podsIn(namespaces: readonly string[]): readonly SelectablePods[] {
    return this.pods.filter(({ namespace }) => namespaces.includes(namespace));
  }

  /** Whether it looks, from elsewhere, for what the platform runs: of that we know only a part. */
  private reachesPlatform(use: SelectorUse): boolean {
    return typeof use.within !== "string" && this.namespacesOf(use).some((name) => Object.hasOwn(PLATFORM_PODS, name));
  }
}

/** Labels set at run time are taken on trust, but only beside one that is declared: alone they would find anything. */
function isFoundBy(selector: LabelSelector, pods: SelectablePods): boolean {
  return selectionAmong(pods, selector) !== "none" && !selectsEverything(withoutKeys(selector, pods.runtimeKeys));
}
