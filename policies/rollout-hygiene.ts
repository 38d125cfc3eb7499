import type { KubernetesObject } from "./kubernetes-object";
import { is, objectPolicy, type Finding } from "./verdict";

/** More than these revisions nobody rolls back to. */
const MOST_REVISIONS = 5;
/** The kinds that keep revisions of their pods. */
const REVISED_KINDS: readonly KubernetesObject["kind"][] = ["DaemonSet", "Deployment", "StatefulSet"];

/**
 * Workloads keep few old revisions, though at least the one to roll back to, and a Deployment's rollout that makes no
 * progress fails in a stated time instead of hanging. StatefulSets and DaemonSets have no such deadline.
 *
 * Severity: medium. Sources: incident G12 (stale ReplicaSets had to be deleted by hand), incident G09 (rollouts of a
 * release that could not start hung).
 * Remedy: set revisionHistoryLimit to 1–5 and, on a Deployment, progressDeadlineSeconds.
 */
export const rolloutHygiene = objectPolicy(
  {
    name: "rollout-hygiene",
    description: "Workloads keep few old revisions, and rollouts that hang fail in a stated time.",
    severity: "medium",
    framework: { name: "GX incidents", version: "1", reference: "G09, G12", specification: "Rollouts end" },
    remediationSteps: `Set revisionHistoryLimit to 1–${MOST_REVISIONS} and, on a Deployment, progressDeadlineSeconds.`,
  },
  (object, check) => {
    if (!REVISED_KINDS.includes(object.kind)) return;
    check(() => historyFinding(object));
    if (object.kind === "Deployment") check(() => deadlineFinding(object));
  },
);

function historyFinding({ props }: KubernetesObject): Finding | undefined {
  const limit = props.spec?.revisionHistoryLimit;
  if (typeof limit === "number" && limit >= 1 && limit <= MOST_REVISIONS) return undefined;
  return { field: "spec.revisionHistoryLimit", found: is(limit), remedy: `set it to 1–${MOST_REVISIONS}` };
}

function deadlineFinding({ props }: KubernetesObject): Finding | undefined {
  const deadline = props.spec?.progressDeadlineSeconds;
  // The API server takes the largest 32-bit integer for "never".
  if (typeof deadline === "number" && deadline > 0 && deadline < 2 ** 31 - 1) return undefined;
  return { field: "spec.progressDeadlineSeconds", found: is(deadline), remedy: "set it, such as to 300" };
}
