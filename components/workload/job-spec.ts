import type { types } from "@pulumi/kubernetes";

/** A job that fails is tried again so often: what it does can be begun anew at any time. */
const RETRIES = 1;
/** What scheduling, an image's download and the end of a try take besides. */
const SPARE_SECONDS = 600;

/** The part of a job's pod that is its own. */
export type JobPod = Pick<types.input.core.v1.PodSpec, "restartPolicy" | "initContainers" | "containers" | "volumes">;

/** How long a job has for all of its tries, each of which ends by itself after `timeoutSeconds` and says why. */
export function jobDeadlineSeconds(timeoutSeconds: number): number {
  return (RETRIES + 1) * timeoutSeconds + SPARE_SECONDS;
}

/** Spec of a job that runs once. */
export function jobSpec(
  template: types.input.core.v1.PodTemplateSpec,
  timeoutSeconds: number,
): types.input.batch.v1.JobSpec {
  return { backoffLimit: RETRIES, activeDeadlineSeconds: jobDeadlineSeconds(timeoutSeconds), template };
}
