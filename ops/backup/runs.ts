import type { CronJob, Job } from "./kubernetes-types";

const MS_A_SECOND = 1000;

/** A Job of a CronJob, and how far it is. */
export interface Run {
  readonly job: Job;
  readonly state: "running" | "succeeded" | "failed";
  /** When it was begun: what it backs up is not older. */
  readonly startedAt: Date;
  readonly endedAt: Date | undefined;
  /** Why Kubernetes gave it up, such as "BackoffLimitExceeded: Job has reached the specified backoff limit". */
  readonly failure: string | undefined;
}

/** The Jobs of CronJobs, the newest last. */
export function runsOf(cronJobs: readonly CronJob[], jobs: readonly Job[]): readonly Run[] {
  const owners = new Set(cronJobs.map(({ metadata }) => metadata?.uid));
  return jobs
    .filter(({ metadata }) => metadata?.ownerReferences?.some(({ uid }) => owners.has(uid)))
    .map(runOf)
    .sort((a, b) => a.startedAt.getTime() - b.startedAt.getTime());
}

/** How far a Job is. */
export function runOf(job: Job): Run {
  const { metadata, status } = job;
  const ending = (type: string) => status?.conditions?.find((one) => one.type === type && one.status === "True");
  const [complete, failed] = [ending("Complete"), ending("Failed")];
  return {
    job,
    state: complete ? "succeeded" : failed ? "failed" : "running",
    startedAt: status?.startTime ?? metadata?.creationTimestamp ?? new Date(0),
    endedAt: complete ? (status?.completionTime ?? complete.lastTransitionTime) : failed?.lastTransitionTime,
    failure: failed && [failed.reason, failed.message].filter(Boolean).join(": "),
  };
}

/** What it took, in seconds, from its begin to its end; undefined while it runs. */
export function tookSeconds({ startedAt, endedAt }: Run): number | undefined {
  return endedAt && (endedAt.getTime() - startedAt.getTime()) / MS_A_SECOND;
}

/** A Job's name. */
export function jobName({ metadata }: Job): string {
  return metadata?.name ?? "";
}
