import { BACKUP_TOOLS } from "../../images/backup-tools/image";
import type { BackupSource } from "../../stacks/backup-source";
import { RECOVERY_TIME_MINUTES, type Workload } from "../../stacks/workload";
import { repositoryCall } from "../objectstore/repository-call";
import { inTurn } from "../shared/container-resources";
import { BACKUP, CONTAINERS, restoreTestName } from "./names";
import type { BackupSettings } from "./settings";
import { TOOLS_RESOURCES } from "./source-pods";

/** The two jobs of each source: what backs it up, and what restores its newest backup. */
export function backupWorkloads({ repository }: BackupSettings, sources: readonly BackupSource[]): readonly Workload[] {
  return sources.flatMap((source): readonly Workload[] => {
    const common = {
      component: "job",
      namespace: "backend",
      controller: "CronJob",
      replicas: 1,
      setting: `gx:${BACKUP}`,
      ports: {},
      priority: "service",
      placement: { on: "environment" },
    } as const;
    return [
      {
        ...common,
        name: source.name,
        images: { [CONTAINERS.dump]: source.image, [CONTAINERS.keep]: BACKUP_TOOLS },
        resources: inTurn(source.dump.resources, TOOLS_RESOURCES),
        schedule: { cron: source.schedule },
        backsUp: { workloads: source.covers, recoveryPointHours: source.recoveryPointHours },
        // Kubernetes knows flows of pods alone: each container could take those of the other.
        calls: [...source.dump.calls, repositoryCall(repository)],
      },
      {
        ...common,
        name: restoreTestName(source.name),
        images: { [CONTAINERS.fetch]: BACKUP_TOOLS, [CONTAINERS.prove]: source.image },
        resources: inTurn(TOOLS_RESOURCES, source.prove.resources),
        schedule: { cron: source.restoreTestSchedule },
        provesBackupOf: source.covers,
        restores: { backupsBy: [source.name], recoveryTimeMinutes: RECOVERY_TIME_MINUTES },
        calls: [...source.prove.calls, repositoryCall(repository)],
      },
    ];
  });
}
