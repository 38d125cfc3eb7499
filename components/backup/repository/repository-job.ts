import * as pulumi from "@pulumi/pulumi";
import { BACKUP_TOOLS_UID } from "../../../images/backup-tools/image";
import type { Repository } from "../../objectstore/repository";
import { type FilesMetadata, publicFiles, secretFiles } from "../../workload/mounted-files";
import { ScheduledJob } from "../../workload/scheduled-job";
import type { WorkloadShellArgs } from "../../workload/workload-shell";
import { REPOSITORY_OFF_SITE, REPOSITORY_OFF_SITE_PROGRAM, REPOSITORY_SECRETS } from "../names";
import type { OffSiteKey } from "../off-site-key";
import { offSitePod } from "../off-site-pod";
import type { OffSiteSettings } from "../off-site-settings";
import { offSiteFiles, rcloneFiles } from "../rclone-configuration";
import type { CopiedRepository } from "./copied-repository";
import { REPOSITORY_OFF_SITE_SCHEDULE, REPOSITORY_OFF_SITE_TIMEOUT_SECONDS, repositoryFacts } from "./facts";

/** For 1 GiB of objects at a time, or one: PostgreSQL's files have no more, and encrypted ones little more. */
const ROOM_MEBIBYTES = 2560;

/** Arguments of {@link RepositoryJob}. */
export interface RepositoryJobArgs {
  readonly settings: OffSiteSettings;
  readonly copied: CopiedRepository;
  /** How it is reached. */
  readonly repository: Repository;
  /** What everything off-site is encrypted with. Holds a secret. */
  readonly key: pulumi.Output<OffSiteKey>;
  readonly shell: WorkloadShellArgs;
  /** Of what is mounted. */
  readonly metadata: Omit<FilesMetadata, "name">;
}

/** The job that copies the repository of the database's physical backups off-site. */
export class RepositoryJob extends pulumi.ComponentResource {
  constructor(
    name: string,
    { settings, copied, repository, key, shell, metadata }: RepositoryJobArgs,
    opts: pulumi.ComponentResourceOptions,
  ) {
    super("gx:backup:RepositoryJob", name, {}, opts);
    const child = { parent: this };
    const secret = (called: string, files: pulumi.Output<Readonly<Record<string, string>>>) =>
      secretFiles({ ...metadata, name: called }, files, child);
    // By hand alone, to bring it back.
    secret(REPOSITORY_SECRETS.keeper, repository.access.apply(rcloneFiles));
    const reader = secret(REPOSITORY_SECRETS.reader, repository.readAccess.apply(rcloneFiles));
    const destination = secret(
      REPOSITORY_OFF_SITE,
      key.apply((known) => offSiteFiles(settings, known, copied.repository.bucket)),
    );
    const facts = publicFiles({ ...metadata, name: REPOSITORY_OFF_SITE }, repositoryFacts(copied.windowDays), child);
    new ScheduledJob(
      REPOSITORY_OFF_SITE,
      {
        shell,
        userId: BACKUP_TOOLS_UID,
        pod: offSitePod(REPOSITORY_OFF_SITE_PROGRAM, ROOM_MEBIBYTES, {
          facts: facts.name,
          store: reader.name,
          offSite: destination.name,
        }),
        schedule: REPOSITORY_OFF_SITE_SCHEDULE,
        timeoutSeconds: REPOSITORY_OFF_SITE_TIMEOUT_SECONDS,
      },
      repository.ready,
      child,
    );
    this.registerOutputs({});
  }
}
