import { POSTGRES_HA } from "../../../images/postgres-ha/image";
import { RECOVERY_TIME_MINUTES, type Workload } from "../../../stacks/workload";
import { repositoryCall } from "../../objectstore/repository-call";
import { POSTGRES } from "../names";
import { BACKUP_CONTAINER, BACKUP_RESOURCES, RESTORE_TEST_RESOURCES } from "./job-pod";
import { BACKUP_DIFFERENTIAL, BACKUP_FULL, BACKUP_START, RESTORE_TEST } from "./names";
import type { BackupSettings, Scheduled } from "./settings";

/** Without the log, and by both kinds of backups together: the settings' rules see to it that there is one each day. */
const RECOVERY_POINT_HOURS = 24;

/** The names of all workloads for backups. */
export const backupWorkloadNames: readonly string[] = [BACKUP_START, BACKUP_FULL, BACKUP_DIFFERENTIAL, RESTORE_TEST];

/** The jobs for backups: one that begins with them, and those that run again and again. */
export function backupWorkloads(settings: BackupSettings): readonly Workload[] {
  const job = (name: string): Workload => ({
    name,
    component: "job",
    namespace: "backend",
    controller: "CronJob",
    replicas: 1,
    setting: "gx:postgres.backup",
    images: { [BACKUP_CONTAINER]: POSTGRES_HA },
    ports: {},
    resources: BACKUP_RESOURCES,
    priority: "service",
    placement: { on: "environment" },
    calls: [
      { to: [POSTGRES], port: "backup", why: "ours: jobs copy a member's files" },
      repositoryCall(settings.repository),
    ],
  });
  const schedule = (kind: Scheduled) => ({
    cron: settings.schedules[kind],
    setting: `gx:postgres.backup.schedules.${kind}`,
  });
  const backsUp = {
    workloads: [POSTGRES],
    recoveryPointHours: RECOVERY_POINT_HOURS,
    keepDays: settings.windowDays,
  };
  return [
    // The next one may start before the last one's pod has gone.
    { ...job(BACKUP_START), controller: "Job", surge: 1 },
    { ...job(BACKUP_FULL), schedule: schedule("full"), backsUp },
    { ...job(BACKUP_DIFFERENTIAL), schedule: schedule("differential"), backsUp },
    {
      ...job(RESTORE_TEST),
      schedule: schedule("restoreTest"),
      restores: { backupsBy: [BACKUP_FULL, BACKUP_DIFFERENTIAL], recoveryTimeMinutes: RECOVERY_TIME_MINUTES },
      resources: RESTORE_TEST_RESOURCES,
      calls: [
        { to: [POSTGRES], port: "sql", why: "ours: the restore test compares what it restored with what there is" },
        repositoryCall(settings.repository),
      ],
    },
  ];
}
