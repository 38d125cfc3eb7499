import { selectionAmong, type SelectablePods } from "./declared-pods";
import { namespaceOf, type KubernetesObject } from "./kubernetes-object";
import { selectsEverything, type LabelSelector } from "./label-selector";
import { is, plain, type Finding, type StackBench } from "./verdict";

/** A PodDisruptionBudget, as far as the arithmetic of drains needs it. */
export interface DisruptionBudget {
  readonly object: KubernetesObject;
  readonly name: string;
  readonly namespace: string;
  readonly selector?: LabelSelector;
  readonly minAvailable?: number | string;
  readonly maxUnavailable?: number | string;
  readonly unhealthyPodEvictionPolicy?: string;
}

/** The budgets that a stack declares, in the order of its objects. An unknown value is a violation. */
export function budgetsIn(objects: readonly KubernetesObject[], bench: StackBench): readonly DisruptionBudget[] {
  return objects
    .filter(({ kind }) => kind === "PodDisruptionBudget")
    .flatMap((object) => bench.known(object, () => budgetOf(object)) ?? []);
}

/** Reads a budget. Throws the policy SDK's error where a value is unknown. */
export function budgetOf(object: KubernetesObject): DisruptionBudget {
  const { selector, minAvailable, maxUnavailable, unhealthyPodEvictionPolicy } = plain(object.props.spec ?? {}) as Omit<
    DisruptionBudget,
    "object" | "name" | "namespace"
  >;
  // In policy/v1beta1 an empty selector selects no pod; since policy/v1 it selects all.
  const selectsNone = object.apiVersion === "policy/v1beta1" && selectsEverything(selector);
  return {
    object,
    name: object.props.metadata?.name ?? object.resourceName,
    namespace: namespaceOf(object),
    selector: selectsNone ? undefined : selector,
    minAvailable,
    maxUnavailable,
    unhealthyPodEvictionPolicy,
  };
}

/** Which of the pods the budget covers: all, none, or those of which run-time labels will say so. */
export function coverageOf(budget: DisruptionBudget, pods: SelectablePods): "all" | "some" | "none" {
  return budget.namespace === pods.namespace ? selectionAmong(pods, budget.selector) : "none";
}

/**
 * What is wrong with the budget over `replicas` pods, those of all workloads that it covers. A drain must be able to take
 * one pod at a time, and, where there are several, must not be able to take them all.
 */
export function budgetFinding(budget: DisruptionBudget, replicas: number): Finding | undefined {
  const { minAvailable, maxUnavailable } = budget;
  if ((minAvailable ?? maxUnavailable) === undefined || (minAvailable !== undefined && maxUnavailable !== undefined)) {
    return {
      field: "spec",
      found: "sets not exactly one of minAvailable and maxUnavailable",
      remedy: "set one of them",
    };
  }
  const field = minAvailable === undefined ? "spec.maxUnavailable" : "spec.minAvailable";
  const found = `${is(minAvailable ?? maxUnavailable)} over ${replicas} ${replicas === 1 ? "replica" : "replicas"}`;
  const evictable = evictableUnder(budget, replicas);
  if (Number.isNaN(evictable)) return { field, found, remedy: 'write a number or a percentage such as "50%"' };
  if (evictable < 1) {
    const remedy = "no pod could ever be drained";
    return {
      field,
      found,
      remedy: replicas === 1 ? `${remedy}, remove the budget of a single replica` : `${remedy}, leave room for one`,
    };
  }
  if (replicas > 1 && evictable >= replicas) {
    return { field, found, remedy: "a drain could take every pod at once, keep at least one" };
  }
  return undefined;
}

/** How many of `replicas` pods may go at once; NaN where the bound is none. */
export function evictableUnder({ minAvailable, maxUnavailable }: DisruptionBudget, replicas: number): number {
  return minAvailable === undefined ? podsOf(maxUnavailable, replicas) : replicas - podsOf(minAvailable, replicas);
}

/** Bounds that let no pod go, however many there are. */
const STANDSTILL: Readonly<Record<"maxUnavailable" | "minAvailable", readonly (number | string)[]>> = {
  maxUnavailable: [0, "0%"],
  minAvailable: ["100%"],
};

/** What is wrong with a budget for pods whose number the stack doesn't declare: bounds that no number of them meets. */
export function standstillFinding(budget: DisruptionBudget): Finding | undefined {
  const bounds = Object.keys(STANDSTILL) as (keyof typeof STANDSTILL)[];
  const never = bounds.find((bound) => STANDSTILL[bound].includes(budget[bound] ?? ""));
  if (!never) return undefined;
  const remedy = "no pod could ever be drained, leave room for one";
  return { field: `spec.${never}`, found: is(budget[never]), remedy };
}

/** A number of pods, or a percentage of them rounded up, as the disruption controller counts; NaN for anything else. */
function podsOf(amount: number | string | undefined, replicas: number): number {
  if (typeof amount === "number") return amount;
  const percent = /^(\d+)%$/.exec(amount ?? "")?.[1];
  return percent === undefined ? Number.NaN : Math.ceil((Number(percent) * replicas) / 100);
}
