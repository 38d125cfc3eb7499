import { changeAt, edits, editedKindOf, ends, isObject, valueAt } from "../kubernetes-object";
import { SECRET } from "../masked";
import type { Fields, ResourceState, Step } from "../preview";

/** More than any group has: where the preview doesn't tell how many members are concerned. */
const UNKNOWN_MANY = Number.POSITIVE_INFINITY;

/**
 * How many members a step restarts, moves or removes at once; 0 where the members go on running, as after a change of metadata or
 * with more replicas. Where the controller goes on only when the last one is ready, those that go together count, not all.
 */
export function disturbedAtOnce(step: Step): number {
  const kind = editedKindOf(step.oldState?.type ?? "");
  const rollout = ROLLOUTS[kind];
  if (rollout === undefined) return 0;
  const members = membersOf(kind, step.oldState);
  if (ends(step)) return members;
  if (!edits(step) || changeAt(step, "spec") === undefined) return 0;
  const spec = valueAt(step.newState?.inputs, "spec");
  if (!isObject(spec)) return members;
  const removed = kind === "apps/DaemonSet" ? 0 : Math.max(0, members - numberAt(spec, "replicas", members));
  const rolled = changeAt(step, "spec.template") === undefined ? 0 : Math.min(members, rollout(spec, members));
  return Math.max(removed, rolled);
}

/** How many members stand; a DaemonSet's are counted by the cluster alone. */
function membersOf(kind: string, state: ResourceState | undefined): number {
  if (kind === "apps/DaemonSet") return numberAt(state?.outputs, "status.desiredNumberScheduled", UNKNOWN_MANY);
  // A patch may leave them to whoever created the object. Kubernetes' default is 1.
  const live = numberAt(state?.outputs, "spec.replicas", 1);
  return numberAt(state?.inputs, "spec.replicas", live);
}

/**
 * How many pods each controller takes down at once where the template changes, with Kubernetes' defaults for what isn't declared
 * (API reference of apps/v1).
 */
const ROLLOUTS: Readonly<Record<string, (spec: Fields, members: number) => number>> = {
  /**
   * With OnDelete none by the update itself: who deletes the pods, as the job that rolls the database does, sees to it that
   * they go one by one. Otherwise one after another, whatever the podManagementPolicy, which is about scaling only; more where
   * maxUnavailable says so.
   */
  "apps/StatefulSet": (spec, members) =>
    valueAt(spec, "updateStrategy.type") === "OnDelete"
      ? 0
      : Math.max(1, portionAt(spec, "updateStrategy.rollingUpdate.maxUnavailable", 1, members, Math.ceil)),
  /** Surplus pods that became ready together let as many old ones go together. */
  "apps/Deployment": (spec, members) =>
    valueAt(spec, "strategy.type") === "Recreate"
      ? members
      : Math.max(
          1,
          portionAt(spec, "strategy.rollingUpdate.maxUnavailable", "25%", members, Math.floor),
          portionAt(spec, "strategy.rollingUpdate.maxSurge", "25%", members, Math.ceil),
        ),
  "apps/DaemonSet": (spec, members) =>
    valueAt(spec, "updateStrategy.type") === "OnDelete"
      ? 0
      : Math.max(
          1,
          portionAt(spec, "updateStrategy.rollingUpdate.maxUnavailable", 1, members, Math.ceil),
          portionAt(spec, "updateStrategy.rollingUpdate.maxSurge", 0, members, Math.ceil),
        ),
};

/** A number, or a percentage of the members, at a path. */
function portionAt(
  spec: Fields,
  path: string,
  byDefault: number | string,
  members: number,
  round: (portion: number) => number,
): number {
  const value = valueAt(spec, path) ?? byDefault;
  if (typeof value === "number") return value;
  const percent = typeof value === "string" ? /^(\d+)%$/.exec(value)?.[1] : undefined;
  return percent === undefined ? UNKNOWN_MANY : round((Number(percent) / 100) * members);
}

function numberAt(fields: Fields | undefined, path: string, otherwise: number): number {
  const value = valueAt(fields, path);
  if (value === SECRET) return UNKNOWN_MANY;
  return typeof value === "number" ? value : otherwise;
}
