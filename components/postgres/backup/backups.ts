import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { Repository } from "../../objectstore/repository";
import { copyTimeoutSeconds } from "../../shared/copy-timeout";
import { ScheduledJob } from "../../workload/scheduled-job";
import type { WorkloadShellArgs } from "../../workload/workload-shell";
import { type FilesMetadata, type MountedFiles, publicFiles, secretFiles } from "../../workload/mounted-files";
import { PostgresJob } from "../postgres-job";
import type { ClusterCertificates } from "../tls";
import { jobFacts } from "./job-facts";
import { type BackupCommand, backupPod, type BackupPodArgs } from "./job-pod";
import { BACKUP_DIFFERENTIAL, BACKUP_FULL, BACKUP_START, RESTORE_TEST } from "./names";
import { jobRepositoryFiles, type KnownRepository, memberRepositoryFiles } from "./pgbackrest-configuration";
import type { BackupSettings, Scheduled } from "./settings";

/** What runs again and again. */
const JOBS: Readonly<Record<Scheduled, { readonly name: string; readonly command: BackupCommand }>> = {
  full: { name: BACKUP_FULL, command: "full" },
  differential: { name: BACKUP_DIFFERENTIAL, command: "differential" },
  restoreTest: { name: RESTORE_TEST, command: "restore-test" },
};

/** Arguments of {@link Backups}. */
export interface BackupsArgs {
  readonly settings: BackupSettings;
  readonly repository: Repository;
  readonly certificates: pulumi.Output<ClusterCertificates>;
  /** Of everything that is mounted. */
  readonly metadata: Omit<FilesMetadata, "name">;
  readonly replicas: number;
  readonly volumeMebibytes: number;
}

/** What jobs are declared with, besides what backups are. */
export interface BackupJobsArgs extends Pick<BackupPodArgs, "image" | "adminTlsSecret"> {
  /** What the shell of a workload is made from, by the workload's name. */
  readonly shell: (name: string) => WorkloadShellArgs;
  /** The unprivileged user of the image. */
  readonly userId: number;
}

/** The backups of a cluster: the repository, as members and jobs know it, and the jobs. */
export class Backups extends pulumi.ComponentResource {
  /** What members mount to archive the log. */
  readonly memberFiles: MountedFiles;
  private readonly known: pulumi.Output<KnownRepository>;

  constructor(
    name: string,
    private readonly args: BackupsArgs,
    opts: pulumi.ComponentResourceOptions,
  ) {
    super("gx:postgres:Backups", name, {}, opts);
    const { repository, metadata, volumeMebibytes } = args;
    const passphrase = new random.RandomPassword(
      `${name}-passphrase`,
      { length: 64, special: false },
      // Without it no backup can be read, and with another one none that there is.
      { parent: this, protect: true },
    ).result;
    this.known = pulumi.secret(
      pulumi.all([repository.access, passphrase]).apply(([access, known]) => ({ ...access, passphrase: known })),
    );
    this.memberFiles = secretFiles(
      { ...metadata, name: "postgres-repository" },
      this.known.apply((known) => memberRepositoryFiles(known, volumeMebibytes)),
      { parent: this },
    );
    this.registerOutputs({});
  }

  /**
   * Declares the jobs. Called once.
   *
   * @param after the cluster, which must archive before a first backup
   */
  declareJobs({ shell, userId, ...pods }: BackupJobsArgs, after: readonly pulumi.Resource[]): void {
    const { settings, repository, certificates, metadata, replicas, volumeMebibytes } = this.args;
    const child = { parent: this };
    const named = (name: string) => ({ ...metadata, name });
    const repositoryFiles = secretFiles(
      named("postgres-backup-repository"),
      this.known.apply((known) => jobRepositoryFiles(known, settings.windowDays)),
      child,
    );
    const backupTls = secretFiles(
      named("postgres-backup-tls"),
      certificates.apply(({ backup }) => ({ ...backup })),
      child,
    );
    const timeoutSeconds = copyTimeoutSeconds(volumeMebibytes);
    const facts = publicFiles(
      named("postgres-backup-configuration"),
      { "backup.json": `${JSON.stringify(jobFacts(metadata.namespace, replicas, timeoutSeconds), null, 2)}\n` },
      child,
    );
    const pod = (command: BackupCommand) =>
      backupPod(command, {
        ...pods,
        repositorySecret: repositoryFiles.name,
        backupTlsSecret: backupTls.name,
        configMap: facts.name,
        volumeMebibytes,
      });

    const start = new PostgresJob(
      BACKUP_START,
      {
        shell: shell(BACKUP_START),
        userId,
        pod: pod("start"),
        // Not of the certificate: a renewed one is the next backup's matter.
        occasion: [repositoryFiles.checksum, facts.checksum],
        timeoutSeconds,
      },
      [...after, ...repository.ready],
      child,
    );
    for (const [kind, { name, command }] of Object.entries(JOBS) as [Scheduled, (typeof JOBS)[Scheduled]][]) {
      new ScheduledJob(
        name,
        { shell: shell(name), userId, pod: pod(command), schedule: settings.schedules[kind], timeoutSeconds },
        [start.job],
        child,
      );
    }
  }
}
