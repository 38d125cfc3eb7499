import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { type JobPod, jobSpec } from "./job-spec";
import { WorkloadShell, type WorkloadShellArgs } from "./workload-shell";

/** A run that couldn't be started in time may be started so long afterwards: cluster and controller may be away meanwhile. */
const STARTED_WITHIN_SECONDS = 12 * 3600;
/** Jobs of each outcome that are kept, with what they said. */
const KEPT_JOBS = 3;

/** Arguments of {@link ScheduledJob}. */
export interface ScheduledJobArgs {
  readonly shell: WorkloadShellArgs;
  /** The unprivileged user of the image. */
  readonly userId: number;
  readonly pod: JobPod;
  /** As a CronJob says it, in UTC. */
  readonly schedule: string;
  /** After which a try of it ends by itself. */
  readonly timeoutSeconds: number;
}

/** A job that runs again and again, never twice at once. */
export class ScheduledJob extends pulumi.ComponentResource {
  /** @param after what it must come after */
  constructor(
    name: string,
    { shell: shellArgs, userId, pod, schedule, timeoutSeconds }: ScheduledJobArgs,
    after: readonly pulumi.Resource[],
    opts: pulumi.ComponentResourceOptions,
  ) {
    // Those of the database were called so before others had any.
    super("gx:workload:ScheduledJob", name, {}, { ...opts, aliases: [{ type: "gx:postgres:ScheduledJob" }] });
    const child = { parent: this };
    const shell = new WorkloadShell(name, shellArgs, child);
    new k8s.batch.v1.CronJob(
      `${name}-cronjob`,
      {
        metadata: shell.controllerMetadata,
        spec: {
          schedule,
          timeZone: "Etc/UTC",
          concurrencyPolicy: "Forbid",
          startingDeadlineSeconds: STARTED_WITHIN_SECONDS,
          successfulJobsHistoryLimit: KEPT_JOBS,
          failedJobsHistoryLimit: KEPT_JOBS,
          jobTemplate: {
            metadata: { labels: { ...shell.metadata.labels } },
            spec: jobSpec(shell.podTemplate(userId, pod), timeoutSeconds),
          },
        },
      },
      { ...child, dependsOn: [...shell.gates, ...after] },
    );
    this.registerOutputs({});
  }
}
