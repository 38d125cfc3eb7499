import type { BackupSource } from "../../stacks/backup-source";
import type { NamespacePurpose } from "../../stacks/environment";
import type { System } from "../../stacks/system";
import { repositoryOf } from "../objectstore/repository";
import { objectstore } from "../objectstore/system";
import { postgres } from "../postgres/system";
import { environmentLabels, ownerLabels } from "../shared/labels";
import { backupProblems } from "./consistency";
import { admitHostFiles } from "./etcd/admission";
import { HOST_FILES } from "./etcd/host-files";
import { BACKUP, OFF_SITE, REPOSITORY_OFF_SITE } from "./names";
import { OFF_SITE_SCHEDULE } from "./off-site-facts";
import { OffSiteJob } from "./off-site-job";
import { offSiteAddress, type OffSiteSettings } from "./off-site-settings";
import { type CopiedRepository, copiedRepository } from "./repository/copied-repository";
import { REPOSITORY_OFF_SITE_SCHEDULE } from "./repository/facts";
import { RepositoryJob } from "./repository/repository-job";
import { type BackupSettings, backupSettings } from "./settings";
import { SourceJobs } from "./source-jobs";
import { sourceSecrets } from "./source-secrets";
import { backupSources, backupWorkloadNames, sourceOwners } from "./sources";
import { backupWorkloads } from "./workloads";

/** The backups of whatever declares itself a source, encrypted, and the proof that each can be restored. */
export const backup: System<BackupSettings, void> = {
  name: BACKUP,
  description:
    "backups of each kind of state, encrypted by age and kept in a bucket, and the proof that each can be restored",
  settings: backupSettings,
  workloadNames: backupWorkloadNames,
  workloads: (settings, environment, settingsOf) =>
    backupWorkloads(settings, backupSources(settingsOf, environment), copiedRepository(settings, settingsOf(postgres))),
  problems: (settings, environment, _workloads, settingsOf) =>
    settings
      ? backupProblems(settings, {
          sources: backupSources(settingsOf, environment),
          windowDays: settingsOf(postgres)?.backup?.windowDays,
          objectStore: settingsOf(objectstore),
          isSecret: environment.secretSections.includes(BACKUP),
        })
      : [],

  deploy(settings, context) {
    const { parent, environment, workloads, settingsOf } = context;
    const child = { parent };
    const metadataIn = (purpose: NamespacePurpose) => ({
      namespace: context.namespace(purpose).name,
      labels: environmentLabels(environment.name),
    });
    const metadata = metadataIn("backend");
    const repository = repositoryOf(settings.repository, context);
    const { hosts } = environment.namespaces;
    const admitted = { files: HOST_FILES, labels: ownerLabels(environment.name) };
    const admission = hosts ? admitHostFiles({ namespace: hosts.name, ...admitted }, child) : [];
    const shellOf = (name: string) => context.shell(workloads.find((workload) => workload.name === name)!);
    const sources = backupSources(settingsOf, environment);
    const secretsIn = (purpose: NamespacePurpose) =>
      sourceSecrets(metadataIn(purpose), purpose === "backend" ? "" : `${purpose}-`, repository, child);
    // Each namespace's once, however many sources are in it; what copies off-site is in `backend`.
    const purposes = new Set<NamespacePurpose>(["backend", ...sources.map((source) => source.namespace)]);
    const secretsOf = new Map([...purposes].map((purpose) => [purpose, secretsIn(purpose)] as const));
    const owners = sourceOwners(settingsOf, environment).map((owner) => context.handedBy(owner).ready);
    for (const source of sources) {
      new SourceJobs(
        `${source.name}-jobs`,
        { source, shell: shellOf, metadata: metadataIn(source.namespace), ...secretsOf.get(source.namespace)! },
        [...owners, ...repository.ready, ...(source.namespace === "hosts" ? admission : [])],
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
          readerSecret: secretsOf.get("backend")!.secrets.readerSecret,
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
