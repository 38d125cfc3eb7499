import * as pulumi from "@pulumi/pulumi";
import { BACKUP_TOOLS_UID } from "../../images/backup-tools/image";
import type { BackupSource } from "../../stacks/backup-source";
import { fromSeed } from "../shared/generated-seed";
import { type FilesMetadata, publicFiles, secretFiles } from "../workload/mounted-files";
import { ScheduledJob } from "../workload/scheduled-job";
import type { WorkloadShellArgs } from "../workload/workload-shell";
import { OFF_SITE, OFF_SITE_PROGRAM } from "./names";
import { OFF_SITE_SCHEDULE, offSiteFacts, offSiteTimeoutSeconds } from "./off-site-facts";
import { type OffSiteKey, offSiteKey } from "./off-site-key";
import { offSitePod } from "./off-site-pod";
import type { OffSiteSettings } from "./off-site-settings";
import { offSiteFiles } from "./rclone-configuration";

/** Arguments of {@link OffSiteJob}. */
export interface OffSiteJobArgs {
  readonly settings: OffSiteSettings;
  readonly sources: readonly BackupSource[];
  readonly shell: WorkloadShellArgs;
  /** Of what is mounted. */
  readonly metadata: Omit<FilesMetadata, "name">;
  readonly bucket: string;
  /** Name of the Secret by which the bucket is read. */
  readonly readerSecret: pulumi.Input<string>;
}

/** The job that copies the backups of all sources off-site. */
export class OffSiteJob extends pulumi.ComponentResource {
  /** What everything off-site is encrypted with. Holds a secret. */
  readonly key: pulumi.Output<OffSiteKey>;

  /** @param after what must stand before it runs */
  constructor(
    name: string,
    { settings, sources, shell, metadata, bucket, readerSecret }: OffSiteJobArgs,
    after: readonly pulumi.Resource[],
    opts: pulumi.ComponentResourceOptions,
  ) {
    super("gx:backup:OffSiteJob", name, {}, opts);
    const child = { parent: this };
    // Whoever loses the seed can read nothing of what is off-site.
    this.key = fromSeed(OFF_SITE, offSiteKey, child);
    const destination = secretFiles(
      { ...metadata, name: OFF_SITE },
      this.key.apply((known) => offSiteFiles(settings, known, bucket)),
      child,
    );
    const facts = publicFiles({ ...metadata, name: OFF_SITE }, offSiteFacts(settings, sources), child);
    const room = Math.max(...sources.map(({ roomMebibytes }) => roomMebibytes));
    new ScheduledJob(
      OFF_SITE,
      {
        shell,
        userId: BACKUP_TOOLS_UID,
        pod: offSitePod(OFF_SITE_PROGRAM, room, {
          facts: facts.name,
          store: readerSecret,
          offSite: destination.name,
        }),
        schedule: OFF_SITE_SCHEDULE,
        timeoutSeconds: offSiteTimeoutSeconds(sources),
      },
      after,
      child,
    );
    this.registerOutputs({});
  }
}
