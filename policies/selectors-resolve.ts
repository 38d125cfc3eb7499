import { RUNTIME_LABELS_ANNOTATION, type Labels } from "../components/shared/labels";
import type { KubernetesObject } from "./kubernetes-object";
import { keysOf, type LabelSelector } from "./label-selector";
import { podSpecOf } from "./pod-spec-of";
import { SelectorTargets } from "./selector-targets";
import { placeOf, selectorUsesOf, shown, type SelectorUse } from "./selector-use";
import { is, plain, stackPolicy, type Finding } from "./verdict";

/** Labels that change with a release or a rollout: what selects on them loses its pods with the next. */
const PASSING_LABELS: readonly string[] = [
  "app.kubernetes.io/version",
  "controller-revision-hash",
  "helm.sh/chart",
  "pod-template-hash",
  "version",
];

/**
 * Every Service, disruption budget and NetworkPolicy selects pods that the stack declares, in namespaces that it declares
 * or that the platform has, by labels that these declare or say are set at run time, and no selector selects on a version.
 * Where a selector lists workloads by name, each must be there.
 *
 * Severity: high. Source: incident G31 (a primary's Service had no endpoints, as its selector fitted no pod).
 * Remedy: select the labels that the pods carry.
 */
export const selectorsResolve = stackPolicy(
  {
    name: "selectors-resolve",
    description: "Services, disruption budgets and NetworkPolicies select declared pods, and never by version.",
    severity: "high",
    framework: {
      name: "GX incidents",
      version: "1",
      reference: "G31",
      specification: "Selectors match declared labels",
    },
    remediationSteps: "Select labels that declared pods carry, such as app.kubernetes.io/name.",
  },
  (objects, bench) => {
    const targets = new SelectorTargets(objects, bench);
    for (const object of objects) {
      bench.check(object, () => ownSelectorFinding(object));
      for (const use of bench.known(object, () => selectorUsesOf(object)) ?? []) {
        bench.check(object, () => passingFinding(use.field, use.selector) ?? danglingFinding(use, targets));
      }
    }
  },
);

function danglingFinding(use: SelectorUse, targets: SelectorTargets): Finding | undefined {
  const { field, within, withinField = "" } = use;
  switch (targets.foundBy(use)) {
    case "no namespace":
      return {
        field: withinField,
        found: `${is(within)}, which selects no declared namespace`,
        remedy: "select one that the stack declares, or kube-system",
      };
    case "no pods":
      return {
        field,
        found: `${shown(use)}, which selects no declared pod in ${placeOf(use)}`,
        remedy: remedyOf(targets.undeclaredRuntimeKeysOf(use)),
      };
    case "pods":
      return missedNamesFinding(use, targets.namesMissedBy(use));
  }
}

function remedyOf(runtimeKeys: readonly string[]): string {
  const remedy = "select labels that its pods carry";
  if (runtimeKeys.length === 0) return remedy;
  return `${remedy}, or name ${runtimeKeys.join(",")} in the annotation ${RUNTIME_LABELS_ANNOTATION} of their template`;
}

function missedNamesFinding(use: SelectorUse, missed: readonly string[]): Finding | undefined {
  if (missed.length === 0) return undefined;
  return {
    field: use.field,
    found: `lists ${missed.join(", ")}, of which no pod is declared in ${placeOf(use)}`,
    remedy: "list workloads that the stack declares",
  };
}

/** The selector by which a workload knows its own pods: the API server sees to it that it finds them. */
function ownSelectorFinding(object: KubernetesObject): Finding | undefined {
  const selector = podSpecOf(object) && object.props.spec?.selector;
  if (!selector) return undefined;
  const isMap = object.kind === "ReplicationController";
  return passingFinding("spec.selector", isMap ? { matchLabels: plain(selector) as Labels } : plain(selector));
}

function passingFinding(field: string, selector: LabelSelector): Finding | undefined {
  const passing = keysOf(selector).find((key) => PASSING_LABELS.includes(key));
  if (passing === undefined) return undefined;
  return { field, found: `selects on ${passing}`, remedy: "select on what stays the same from release to release" };
}
