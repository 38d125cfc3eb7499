import { BACKUP_TOOLS } from "../../images/backup-tools/image";
import type { BackupSource } from "../../stacks/backup-source";
import { RECOVERY_TIME_MINUTES, type Workload } from "../../stacks/workload";
import type { RepositorySettings } from "../objectstore/repository-settings";
import { repositoryCall } from "../objectstore/repository-call";
import { inTurn } from "../shared/container-resources";
import { BACKUP_DIFFERENTIAL, BACKUP_FULL } from "../postgres/backup/names";
import { BACKUP, CONTAINERS, OFF_SITE, OFF_SITE_CONTAINER, REPOSITORY_OFF_SITE, restoreTestName } from "./names";
import { OFF_SITE_SCHEDULE } from "./off-site-facts";
import type { CopiedRepository } from "./repository/copied-repository";
import { REPOSITORY_OFF_SITE_SCHEDULE } from "./repository/facts";
import type { BackupSettings } from "./settings";
import { TOOLS_RESOURCES } from "./source-pods";

const COMMON = {
  component: "job",
  namespace: "backend",
  controller: "CronJob",
  replicas: 1,
  setting: `gx:${BACKUP}`,
  ports: {},
  priority: "service",
  placement: { on: "environment" },
} as const;

/** The two jobs of each source, what backs it up and what restores its newest backup; and what copies off-site. */
export function backupWorkloads(
  settings: BackupSettings,
  sources: readonly BackupSource[],
  copied: CopiedRepository | undefined,
): readonly Workload[] {
  return [
    ...sources.flatMap((source) => sourceWorkloads(settings, source)),
    ...(settings.offSite
      ? [
          offSiteWorkload(
            OFF_SITE,
            OFF_SITE_SCHEDULE,
            settings.repository,
            sources.map(({ name }) => name),
          ),
        ]
      : []),
    ...(copied
      ? [
          offSiteWorkload(REPOSITORY_OFF_SITE, REPOSITORY_OFF_SITE_SCHEDULE, copied.repository, [
            BACKUP_FULL,
            BACKUP_DIFFERENTIAL,
          ]),
        ]
      : []),
  ];
}

function sourceWorkloads({ repository }: BackupSettings, source: BackupSource): readonly Workload[] {
  return [
    {
      ...COMMON,
      namespace: source.namespace,
      name: source.name,
      images: { [CONTAINERS.dump]: source.image, [CONTAINERS.keep]: BACKUP_TOOLS },
      resources: inTurn(source.dump.resources, TOOLS_RESOURCES),
      schedule: { cron: source.schedule },
      backsUp: {
        workloads: source.covers,
        recoveryPointHours: source.recoveryPointHours,
        keepDays: source.keepDays,
      },
      ...(source.dump.readsHostBecause !== undefined && { readsHostBecause: source.dump.readsHostBecause }),
      // Kubernetes knows flows of pods alone: each container could take those of the other.
      calls: [...source.dump.calls, repositoryCall(repository)],
    },
    {
      ...COMMON,
      namespace: source.namespace,
      name: restoreTestName(source.name),
      images: { [CONTAINERS.fetch]: BACKUP_TOOLS, [CONTAINERS.prove]: source.image },
      resources: inTurn(TOOLS_RESOURCES, source.prove.resources),
      schedule: { cron: source.restoreTestSchedule },
      restores: { backupsBy: [source.name], recoveryTimeMinutes: RECOVERY_TIME_MINUTES },
      calls: [...source.prove.calls, repositoryCall(repository)],
    },
  ];
}

function offSiteWorkload(
  name: string,
  schedule: string,
  repository: RepositorySettings,
  copiesOffSite: readonly string[],
): Workload {
  return {
    ...COMMON,
    name,
    images: { [OFF_SITE_CONTAINER]: BACKUP_TOOLS },
    resources: TOOLS_RESOURCES,
    schedule: { cron: schedule },
    copiesOffSite,
    calls: [
      repositoryCall(repository),
      { to: ["internet"], port: "https", why: "off-site storage: backup jobs' egress to 443" },
    ],
  };
}
