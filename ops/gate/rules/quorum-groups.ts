import { QUORUM_GROUP_LABEL } from "../../../components/shared/labels";
import type { Finding } from "../finding";
import { changeAt, differences, edits, ends, identityOf, kindOf, labelsAt, valueAt } from "../kubernetes-object";
import { type Preview, resourceOf, type Step } from "../preview";

const WORKLOADS: ReadonlySet<string> = new Set(["apps/Deployment", "apps/StatefulSet", "apps/DaemonSet"]);

/** Changes that restart, move or remove more than one member of a quorum group in one update. */
export function quorumGroups({ steps }: Preview): Finding[] {
  const touched = new Map<string, Step[]>();
  for (const step of steps.filter(disturbs)) {
    const group = groupOf(step);
    if (group !== undefined) touched.set(group, [...(touched.get(group) ?? []), step]);
  }
  return [...touched].filter(([, members]) => members.length > 1).map(([group, members]) => finding(group, members));
}

/** A change of metadata alone leaves the members running. */
function disturbs(step: Step): boolean {
  if (!WORKLOADS.has(kindOf(step.oldState?.type ?? ""))) return false;
  return ends(step) || (edits(step) && changeAt(step, "spec") !== undefined);
}

/** Namespace and group by the label on the workload or on its pods, as it stands today. */
function groupOf({ oldState }: Step): string | undefined {
  const label = ["metadata.labels", "spec.template.metadata.labels"]
    .map((path) => labelsAt(oldState?.inputs, path)[QUORUM_GROUP_LABEL])
    .find((value) => typeof value === "string");
  const namespace = valueAt(oldState?.inputs, "metadata.namespace") ?? "default";
  return label === undefined ? undefined : `${String(namespace)}/${label as string}`;
}

function finding(group: string, members: readonly Step[]): Finding {
  const sorted = [...members].sort((a, b) => (a.urn < b.urn ? -1 : 1));
  const specs = sorted.map(({ oldState, newState }) =>
    differences(valueAt(oldState?.inputs, "spec"), valueAt(newState?.inputs, "spec")),
  );
  const side = (name: "old" | "new") =>
    Object.fromEntries(sorted.map((step, index) => [resourceOf(step.urn), specs[index]?.[name] ?? null]));
  return {
    rule: "quorum-group",
    resource: `quorum-group::${group}`,
    field: `${members.length} members at once: ${sorted.map((step) => `${resourceOf(step.urn)} (${step.op})`).join(", ")}`,
    old: side("old"),
    new: side("new"),
    identity: sorted.map((step) => identityOf(step.oldState)).join(" "),
    remedy:
      "While more than one member restarts, the group can lose its quorum. Split the change: one member at a time, each deployed " +
      "and healthy before the next.",
  };
}
