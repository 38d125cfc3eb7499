import type { types } from "@pulumi/kubernetes";
import type { Labels } from "../shared/labels";

/**
 * How many of `replicas` pods must stay while nodes are drained: all but one.
 *
 * @returns `undefined` for a singleton: a budget would only block every drain
 */
export function minAvailableOf(replicas: number): number | undefined {
  return replicas > 1 ? replicas - 1 : undefined;
}

/** Spec of a budget that keeps `minAvailable` of the selected pods; pods that aren't ready never block a drain. */
export function disruptionBudget(
  selector: Labels,
  minAvailable: number,
): types.input.policy.v1.PodDisruptionBudgetSpec {
  return { minAvailable, selector: { matchLabels: { ...selector } }, unhealthyPodEvictionPolicy: "AlwaysAllow" };
}
