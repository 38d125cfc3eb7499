import type { types } from "@pulumi/kubernetes";
import type { Labels } from "../shared/labels";

/**
 * Spec of a budget that lets a drain take one of the selected pods at a time; pods that aren't ready never block a drain.
 * For several pods only: with one it would just be a pod that may go.
 */
export function disruptionBudget(selector: Labels): types.input.policy.v1.PodDisruptionBudgetSpec {
  return {
    maxUnavailable: 1,
    selector: { matchLabels: { ...selector } },
    unhealthyPodEvictionPolicy: "AlwaysAllow",
  };
}
