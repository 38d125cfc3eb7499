import * as pulumi from "@pulumi/pulumi";
import { BACKUP_TOOLS_UID } from "../../images/backup-tools/image";
import type { BackupSource } from "../../stacks/backup-source";
import { grantApi } from "../workload/api-permissions";
import { type FilesMetadata, publicFiles } from "../workload/mounted-files";
import { ScheduledJob } from "../workload/scheduled-job";
import type { WorkloadShellArgs } from "../workload/workload-shell";
import { restoreTestName } from "./names";
import { sourceFiles, stepTimeoutSeconds } from "./source-facts";
import { backupPod, restoreTestPod, type SourcePodFiles } from "./source-pods";

/** A pod's containers run one after the other. */
const STEPS = 2;

/** Arguments of {@link SourceJobs}. */
export interface SourceJobsArgs {
  readonly source: BackupSource;
  /** What the shell of a workload is made from, by the workload's name. */
  readonly shell: (name: string) => WorkloadShellArgs;
  /** Of what is mounted. */
  readonly metadata: Omit<FilesMetadata, "name">;
  readonly secrets: Omit<SourcePodFiles, "configMap">;
  /** What backups are encrypted for. Public. */
  readonly recipient: pulumi.Output<string>;
}

/** The jobs of a source: what backs it up, and what restores its newest backup. */
export class SourceJobs extends pulumi.ComponentResource {
  /** @param after what must stand before either runs */
  constructor(
    name: string,
    { source, shell, metadata, secrets, recipient }: SourceJobsArgs,
    after: readonly pulumi.Resource[],
    opts: pulumi.ComponentResourceOptions,
  ) {
    super("gx:backup:SourceJobs", name, {}, opts);
    const child = { parent: this };
    const facts = publicFiles(
      { ...metadata, name: `${source.name}-backup` },
      recipient.apply((known) => sourceFiles(source, known)),
      child,
    );
    const files = { ...secrets, configMap: facts.name };
    // As in every image of a source: /dump belongs to one user.
    const common = { userId: BACKUP_TOOLS_UID, timeoutSeconds: STEPS * stepTimeoutSeconds(source) };
    const granted = (source.permissions ?? []).flatMap(({ namespace, rules }) =>
      grantApi({ ...metadata, name: source.name }, rules, child, namespace),
    );
    const test = restoreTestName(source.name);
    new ScheduledJob(
      source.name,
      { ...common, shell: shell(source.name), pod: backupPod(source, files), schedule: source.schedule },
      [...after, ...granted],
      child,
    );
    new ScheduledJob(
      test,
      { ...common, shell: shell(test), pod: restoreTestPod(source, files), schedule: source.restoreTestSchedule },
      after,
      child,
    );
    this.registerOutputs({});
  }
}
