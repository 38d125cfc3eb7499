import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { ApiPermission } from "../workload/api-permissions";
import { grantApi } from "../workload/api-permissions";
import { WorkloadShell, type WorkloadShellArgs } from "../workload/workload-shell";
import { jobDeadlineSeconds, type JobPod, jobSpec } from "../workload/job-spec";
import { contentChecksum } from "../workload/mounted-files";

/** Arguments of {@link PostgresJob}. */
export interface PostgresJobArgs {
  readonly shell: WorkloadShellArgs;
  /** The unprivileged user of the image. */
  readonly userId: number;
  readonly pod: JobPod;
  /** What it may do with the Kubernetes API; absent where it doesn't call it. */
  readonly permissions?: readonly ApiPermission[];
  /** Changes with whatever the job has to see to: then a new one runs. */
  readonly occasion: pulumi.Input<unknown>;
  /** After which a try of it ends by itself. */
  readonly timeoutSeconds: number;
}

/**
 * A job that runs once for each occasion: its name has a checksum of that. A job that failed is replaced by the next
 * update, so that it runs again.
 */
export class PostgresJob extends pulumi.ComponentResource {
  readonly job: k8s.batch.v1.Job;

  /** @param after what it must come after */
  constructor(
    name: string,
    args: PostgresJobArgs,
    after: readonly pulumi.Resource[],
    opts: pulumi.ComponentResourceOptions,
  ) {
    super("gx:postgres:PostgresJob", name, {}, opts);
    const child = { parent: this };
    const { userId, pod, permissions, occasion, timeoutSeconds } = args;
    const shell = new WorkloadShell(name, args.shell, child);
    const granted = permissions ? grantApi(shell.metadata, permissions, child) : [];
    const template = shell.podTemplate(userId, pod);
    this.job = new k8s.batch.v1.Job(
      `${name}-job`,
      {
        metadata: {
          ...shell.metadata,
          name: pulumi.interpolate`${name}-${contentChecksum([occasion, template])}`,
          annotations: { "pulumi.com/replaceUnready": "true" },
        },
        spec: jobSpec(template, timeoutSeconds),
      },
      {
        ...child,
        dependsOn: [...shell.gates, ...granted, ...after],
        customTimeouts: { create: `${jobDeadlineSeconds(timeoutSeconds) + 60}s` },
      },
    );
    this.registerOutputs({});
  }
}
