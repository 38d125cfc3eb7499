import * as pulumi from "@pulumi/pulumi";
import type { BackupSource } from "../../stacks/backup-source";
import type { System } from "../../stacks/system";
import { repositoryOf } from "../objectstore/repository";
import { objectstore } from "../objectstore/system";
import { postgres } from "../postgres/system";
import { fromSeed } from "../shared/generated-seed";
import { environmentLabels } from "../shared/labels";
import { secretFiles } from "../workload/mounted-files";
import { backupProblems } from "./consistency";
import { encryptionKey } from "./encryption-key";
import { BACKUP, OFF_SITE, REPOSITORY_OFF_SITE, STORE_SECRETS } from "./names";
import { OFF_SITE_SCHEDULE } from "./off-site-facts";
import { OffSiteJob } from "./off-site-job";
import { offSiteAddress, type OffSiteSettings } from "./off-site-settings";
import { rcloneFiles } from "./rclone-configuration";
import { type CopiedRepository, copiedRepository } from "./repository/copied-repository";
import { REPOSITORY_OFF_SITE_SCHEDULE } from "./repository/facts";
import { RepositoryJob } from "./repository/repository-job";
import { type BackupSettings, backupSettings } from "./settings";
import { SourceJobs } from "./source-jobs";
import { backupSources, backupWorkloadNames, sourceOwners } from "./sources";
import { backupWorkloads } from "./workloads";

/** The backups of whatever declares itself a source, encrypted, and the proof that each can be restored. */
export const backup: System<BackupSettings, void> = {
  name: BACKUP,
  description:
    "backups of each kind of state, encrypted by age and kept in a bucket, and the proof that each can be restored",
  settings: backupSettings,
  workloadNames: backupWorkloadNames,
  workloads: (settings, { namespaces }, settingsOf) =>
    backupWorkloads(settings, backupSources(settingsOf, namespaces), copiedRepository(settings, settingsOf(postgres))),
  problems: (settings, { namespaces, secretSections }, _workloads, settingsOf) =>
    settings
      ? backupProblems(settings, {
          sources: backupSources(settingsOf, namespaces),
          windowDays: settingsOf(postgres)?.backup?.windowDays,
          objectStore: settingsOf(objectstore),
          isSecret: secretSections.includes(BACKUP),
        })
      : [],

  deploy(settings, context) {
    const { parent, environment, workloads, settingsOf } = context;
    const child = { parent };
    const { name: namespace } = context.namespace("backend");
    const metadata = { namespace, labels: environmentLabels(environment.name) };
    const repository = repositoryOf(settings.repository, context);
    // Whoever loses the seed has no backup any more: everything in the bucket is encrypted for it.
    const key = fromSeed(`${BACKUP}-identity`, encryptionKey, child);
    const keeper = secretFiles(
      { ...metadata, name: STORE_SECRETS.keeper },
      repository.access.apply(rcloneFiles),
      child,
    );
    const reader = secretFiles(
      { ...metadata, name: STORE_SECRETS.reader },
      repository.readAccess.apply(rcloneFiles),
      child,
    );
    const identity = secretFiles(
      { ...metadata, name: "backup-identity" },
      key.apply((known) => ({ identity: `${known.identity}\n` })),
      child,
    );
    const shellOf = (name: string) => context.shell(workloads.find((workload) => workload.name === name)!);
    const sources = backupSources(settingsOf, environment.namespaces);
    const owners = sourceOwners(settingsOf, environment.namespaces).map((owner) => context.handedBy(owner).ready);
    for (const source of sources) {
      new SourceJobs(
        `${source.name}-jobs`,
        {
          source,
          shell: shellOf,
          metadata,
          secrets: { keeperSecret: keeper.name, readerSecret: reader.name, identitySecret: identity.name },
          recipient: pulumi.unsecret(key.apply(({ recipient }) => recipient)),
        },
        [...owners, ...repository.ready],
        child,
      );
    }
    const { offSite } = settings;
    const copied = copiedRepository(settings, settingsOf(postgres));
    if (offSite) {
      const { key: offSiteKey } = new OffSiteJob(
        `${OFF_SITE}-job`,
        {
          settings: offSite,
          sources,
          shell: shellOf(OFF_SITE),
          metadata,
          bucket: settings.repository.bucket,
          readerSecret: reader.name,
        },
        repository.ready,
        child,
      );
      if (copied) {
        new RepositoryJob(
          `${REPOSITORY_OFF_SITE}-job`,
          {
            settings: offSite,
            copied,
            repository: repositoryOf(copied.repository, context),
            key: offSiteKey,
            shell: shellOf(REPOSITORY_OFF_SITE),
            metadata,
          },
          child,
        );
      }
    }
    return {
      outputs: {
        where: repository.address,
        offSite: offSite ? toldOffSite(offSite, copied) : "none: gx:backup.offSite names no destination",
        sources: Object.fromEntries(sources.map((source) => [source.name, told(source)])),
      },
      hands: undefined,
    };
  },
};

/** What people and other programs may know of a source. */
function told({ covers, schedule, restoreTestSchedule, keepDays, recoveryPointHours }: BackupSource) {
  return { covers, schedule, restoreTest: restoreTestSchedule, keepDays, recoveryPointHours };
}

/** Likewise, of what goes off-site. */
function toldOffSite(settings: OffSiteSettings, copied: CopiedRepository | undefined) {
  return {
    where: offSiteAddress(settings),
    schedule: OFF_SITE_SCHEDULE,
    keepDays: settings.keepDays,
    ...(copied && { physicalBackups: REPOSITORY_OFF_SITE_SCHEDULE }),
  };
}
