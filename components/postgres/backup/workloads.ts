import { POSTGRES_HA } from "../../../images/postgres-ha/image";
import type { Call, Workload } from "../../../stacks/workload";
import { OBJECT_STORE } from "../../objectstore/names";
import { POSTGRES } from "../names";
import { BACKUP_CONTAINER, BACKUP_RESOURCES, RESTORE_TEST_RESOURCES } from "./job-pod";
import { BACKUP_DIFFERENTIAL, BACKUP_FULL, BACKUP_START, RESTORE_TEST } from "./names";
import type { BackupSettings } from "./settings";

/** The names of all workloads for backups. */
export const backupWorkloadNames: readonly string[] = [BACKUP_START, BACKUP_FULL, BACKUP_DIFFERENTIAL, RESTORE_TEST];

/** How members and jobs reach the repository. */
export function repositoryCall({ repository }: BackupSettings): Call {
  return repository.s3
    ? { to: ["internet"], port: "https", why: "ours: the repository of backups" }
    : { to: [OBJECT_STORE], port: "s3", why: "ours: the repository of backups" };
}

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
    calls: [{ to: [POSTGRES], port: "backup", why: "ours: jobs copy a member's files" }, repositoryCall(settings)],
  });
  return [
    // The next one may start before the last one's pod has gone.
    { ...job(BACKUP_START), controller: "Job", surge: 1 },
    job(BACKUP_FULL),
    job(BACKUP_DIFFERENTIAL),
    {
      ...job(RESTORE_TEST),
      resources: RESTORE_TEST_RESOURCES,
      calls: [
        { to: [POSTGRES], port: "sql", why: "ours: the restore test compares what it restored with what there is" },
        repositoryCall(settings),
      ],
    },
  ];
}
