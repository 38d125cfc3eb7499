import { QUORUM_GROUP_LABEL } from "../../../components/shared/labels";
import type { Finding } from "../finding";
import { differences, identityOf, labelsAt, valueAt } from "../kubernetes-object";
import { type Preview, resourceOf, type Step } from "../preview";
import { disturbedAtOnce } from "./quorum-members";

/** A step that disturbs members of a group. */
interface Disturbance {
  readonly step: Step;
  /** How many members at once. */
  readonly members: number;
}

/** Changes that restart, move or remove more than one member of a quorum group at once. One update changes its objects together. */
export function quorumGroups({ steps }: Preview): Finding[] {
  const touched = new Map<string, Disturbance[]>();
  for (const step of steps) {
    const members = disturbedAtOnce(step);
    const group = members === 0 ? undefined : groupOf(step);
    if (group !== undefined) touched.set(group, [...(touched.get(group) ?? []), { step, members }]);
  }
  return [...touched].filter(([, all]) => sumOf(all) > 1).map(([group, all]) => finding(group, all));
}

function sumOf(all: readonly Disturbance[]): number {
  return all.reduce((sum, { members }) => sum + members, 0);
}

/** Namespace and group by the label on the workload or on its pods, as it stands today; a patch shows it in the live object only. */
function groupOf({ oldState }: Step): string | undefined {
  const label = [oldState?.inputs, oldState?.outputs]
    .flatMap((fields) => ["metadata.labels", "spec.template.metadata.labels"].map((path) => labelsAt(fields, path)))
    .map((labels) => labels[QUORUM_GROUP_LABEL])
    .find((value) => typeof value === "string");
  const namespace = valueAt(oldState?.inputs, "metadata.namespace") ?? "default";
  return label === undefined ? undefined : `${String(namespace)}/${label as string}`;
}

function finding(group: string, all: readonly Disturbance[]): Finding {
  const sorted = [...all].sort((a, b) => (a.step.urn < b.step.urn ? -1 : 1));
  const specs = sorted.map(({ step: { oldState, newState } }) =>
    differences(valueAt(oldState?.inputs, "spec"), valueAt(newState?.inputs, "spec")),
  );
  const side = (name: "old" | "new") =>
    Object.fromEntries(sorted.map(({ step }, index) => [resourceOf(step.urn), specs[index]?.[name] ?? null]));
  const shares = sorted.map(
    ({ step, members }) => `${resourceOf(step.urn)} (${step.op}${members === 1 ? "" : `, ${numberOf(members)}`})`,
  );
  return {
    rule: "quorum-group",
    resource: `quorum-group::${group}`,
    field: `${numberOf(sumOf(all))} members at once: ${shares.join(", ")}`,
    old: side("old"),
    new: side("new"),
    identity: sorted.map(({ step }) => identityOf(step.oldState)).join(" "),
    remedy:
      "While more than one member restarts or goes, the group can lose its quorum. Split the change: one member at a time, each " +
      "deployed and healthy before the next; and let the controller replace one at a time (a StatefulSet's RollingUpdate, or a " +
      "Deployment's with maxSurge and maxUnavailable of at most 1).",
  };
}

function numberOf(members: number): string {
  return Number.isFinite(members) ? String(members) : "an unknown number of";
}
