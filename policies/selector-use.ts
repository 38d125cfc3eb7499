import { budgetOf } from "./disruption-budget";
import { namespaceOf, type KubernetesObject } from "./kubernetes-object";
import { selectsEverything, type LabelSelector } from "./label-selector";
import { networkPolicyOf, peersOf } from "./network-policy";
import { is, plain } from "./verdict";

/** A selector that is meant to find pods, where it stands, and where it looks. */
export interface SelectorUse {
  readonly object: KubernetesObject;
  readonly field: string;
  readonly selector: LabelSelector;
  /** The namespaces that it looks in: one by name, or those that a selector selects. */
  readonly within: string | LabelSelector;
  /** Path of the selector of namespaces, where there is one. */
  readonly withinField?: string;
}

/**
 * The selectors of a Service, a disruption budget or a NetworkPolicy that restrict anything. A Service without a selector
 * has its endpoints from elsewhere, and an empty selector of a policy means all pods, whichever there are. A peer that is
 * all pods of selected namespaces is among them with an empty selector. Throws the policy SDK's error on unknown values.
 */
export function selectorUsesOf(object: KubernetesObject): readonly SelectorUse[] {
  const within = namespaceOf(object);
  switch (object.kind) {
    case "Service": {
      const matchLabels = plain(object.props.spec?.selector ?? {}) as Readonly<Record<string, string>>;
      const selector = { matchLabels };
      return selectsEverything(selector) ? [] : [{ object, field: "spec.selector", selector, within }];
    }
    case "PodDisruptionBudget": {
      const { selector } = budgetOf(object);
      return selector === undefined || selectsEverything(selector)
        ? []
        : [{ object, field: "spec.selector", selector, within }];
    }
    case "NetworkPolicy":
      return usesOfNetworkPolicy(object);
    default:
      return [];
  }
}

function usesOfNetworkPolicy(object: KubernetesObject): readonly SelectorUse[] {
  const policy = networkPolicyOf(object);
  const { podSelector, namespace } = policy;
  const own =
    podSelector === undefined || selectsEverything(podSelector)
      ? []
      : [{ object, field: "spec.podSelector", selector: podSelector, within: namespace }];
  const peers = peersOf(policy).flatMap((peer): SelectorUse[] => {
    if (!peer.podSelector && !peer.namespaceSelector) return [];
    const selector = peer.podSelector ?? {};
    const field = `${peer.field}.podSelector`;
    if (!peer.namespaceSelector) return [{ object, field, selector, within: namespace }];
    return [
      { object, field, selector, within: peer.namespaceSelector, withinField: `${peer.field}.namespaceSelector` },
    ];
  });
  return [...own, ...peers];
}

/** `is <selector>`, as it was written: a Service's is a map of labels. */
export function shown({ object, selector }: SelectorUse): string {
  return is(object.kind === "Service" ? selector.matchLabels : selector);
}

/** Where the selector looks, in words. */
export function placeOf({ within }: SelectorUse): string {
  return typeof within === "string" ? within : `the namespaces ${JSON.stringify(within)}`;
}
