import {
  COMPONENT_LABEL,
  ENVIRONMENT_LABEL,
  HOSTNAME_LABEL,
  NAME_LABEL,
  NODE_ROLE_LABEL,
  PLACEMENT_LABEL,
  QUORUM_GROUP_LABEL,
} from "../../../components/shared/labels";
import { deployedInputs } from "../deployed-inputs";
import { canonical, type Finding } from "../finding";
import { changeAt, editedKindOf, edits, identityOf, isObject, labelsAt, valueAt } from "../kubernetes-object";
import { type Fields, type Preview, type ResourceState, resourceOf, type Step } from "../preview";

/** Where objects select pods, by kind. */
const SELECTORS: Readonly<Record<string, string>> = {
  "core/Service": "spec.selector",
  "policy/PodDisruptionBudget": "spec.selector",
  "networking.k8s.io/NetworkPolicy": "spec.podSelector",
};
/** Where the labels are that others select on, by kind. */
const LABELS: Readonly<Record<string, string>> = {
  "apps/Deployment": "spec.template.metadata.labels",
  "apps/StatefulSet": "spec.template.metadata.labels",
  "apps/DaemonSet": "spec.template.metadata.labels",
  "batch/CronJob": "spec.jobTemplate.spec.template.metadata.labels",
  "core/Namespace": "metadata.labels",
  "core/Node": "metadata.labels",
};
/**
 * Labels that selectors, policies, placement and this gate go by, whether or not the preview shows one that does. Without its
 * group's label, a member would be off the gate's guard.
 */
const ALWAYS_SELECTED_ON = [
  ...[NAME_LABEL, COMPONENT_LABEL, ENVIRONMENT_LABEL, PLACEMENT_LABEL, QUORUM_GROUP_LABEL],
  ...[NODE_ROLE_LABEL, HOSTNAME_LABEL],
];

/**
 * Changes of selectors, and of the labels that selectors in the preview or the label vocabulary go by. Not what a repair puts back
 * to what was deployed last: the harm is what it was changed to.
 */
export function selectors({ steps }: Preview): Finding[] {
  const selectedOn = new Set([...ALWAYS_SELECTED_ON, ...steps.flatMap(({ oldState }) => keysSelectedBy(oldState))]);
  const deployed = deployedInputs(steps);
  return steps.filter(edits).flatMap((step) => {
    const kind = editedKindOf(step.oldState?.type ?? "");
    const before = deployed.get(step.urn);
    return [
      ...changedSelector(step, SELECTORS[kind], before),
      ...changedLabels(step, LABELS[kind], selectedOn, before),
    ];
  });
}

function changedSelector(step: Step, path: string | undefined, deployed: Fields | undefined): Finding[] {
  const change = path === undefined ? undefined : changeAt(step, path);
  if (!change || path === undefined) return [];
  if (deployed && canonical(valueAt(deployed, path) ?? null) === canonical(change.new ?? null)) return [];
  return [
    {
      ...about(step),
      ...change,
      remedy:
        "From the moment of the change it concerns other pods, or none: a Service without pods, a budget or a policy without effect. " +
        "Put it back, or first give the pods the new label in a change of its own, beside the old one.",
    },
  ];
}

function changedLabels(
  step: Step,
  path: string | undefined,
  selectedOn: ReadonlySet<string>,
  deployed: Fields | undefined,
): Finding[] {
  if (path === undefined) return [];
  const old = labelsAt(step.oldState?.inputs, path);
  const now = labelsAt(step.newState?.inputs, path);
  const before = deployed && labelsAt(deployed, path);
  // A label that is new takes nothing away from a selector that finds the pods today.
  return Object.keys(old)
    .filter((key) => selectedOn.has(key) && old[key] !== now[key])
    .filter((key) => !before || before[key] !== now[key])
    .map((key) => ({
      ...about(step),
      field: `${path}["${key}"]`,
      old: old[key],
      new: now[key],
      remedy: LOST_LABEL[path === "metadata.labels" ? "object" : "pods"],
    }));
}

const LOST_LABEL = {
  pods:
    "Services, budgets and network policies find the pods by this label: they lose them with the first new pod. Keep the label; " +
    "to rename, run old and new side by side and move the callers over first.",
  object:
    "Placement finds nodes, and network policies find namespaces, by this label: pods that need it can't be placed any more, or " +
    "can't be reached. Keep the label; to rename, add the new one, move over what selects on the old, and drop that last.",
} as const;

function about(step: Step) {
  return { rule: "selector" as const, resource: resourceOf(step.urn), identity: identityOf(step.oldState) };
}

/** Every label key that a selector anywhere in an object's declaration goes by. */
function keysSelectedBy(state: ResourceState | undefined): string[] {
  const keys: string[] = [];
  const visit = (value: unknown, name: string): void => {
    if (Array.isArray(value)) return value.forEach((item) => visit(item, name));
    if (!isObject(value)) return;
    if (
      name === "matchLabels" ||
      (name === "selector" && !("matchLabels" in value) && !("matchExpressions" in value))
    ) {
      keys.push(...Object.keys(value));
    } else if (name === "matchExpressions" && typeof value.key === "string") keys.push(value.key);
    else if (name === "nodeSelector") keys.push(...Object.keys(value));
    if (typeof value.topologyKey === "string") keys.push(value.topologyKey);
    for (const [key, item] of Object.entries(value)) visit(item, key);
  };
  visit(state?.inputs, "");
  return keys;
}
