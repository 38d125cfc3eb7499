import { POSTGRES_HA } from "../../images/postgres-ha/image";
import type { Workload } from "../../stacks/workload";
import { repositoryCall } from "../objectstore/repository-call";
import { together } from "../shared/container-resources";
import { BACKUP_PORT } from "./backup/names";
import { REPOSITORY_SERVER, REPOSITORY_SERVER_RESOURCES } from "./backup/repository-server";
import { backupWorkloads } from "./backup/workloads";
import { JOB_CONTAINER, JOB_RESOURCES } from "./job-pod";
import { CONTAINERS, EXPORTER_RESOURCES } from "./member-pod";
import { CLAIM, PORTS, POSTGRES, ROLE_LABEL } from "./names";
import type { PostgresSettings } from "./settings";

/** The jobs: what makes a running cluster what is declared, and what takes replaced logins away afterwards. */
export const RECONCILE = "postgres-reconcile";
export const RETIRE = "postgres-retire";

/** The workloads of the database. */
export function postgresWorkloads(settings: PostgresSettings): readonly Workload[] {
  const { replicas, volumeMebibytes, resources, backup } = settings;
  const server: Workload = {
    name: POSTGRES,
    component: "database",
    namespace: "backend",
    controller: "StatefulSet",
    replicas,
    setting: "gx:postgres",
    images: {
      [CONTAINERS.server]: POSTGRES_HA,
      [CONTAINERS.exporter]: POSTGRES_HA,
      ...(backup && { [REPOSITORY_SERVER]: POSTGRES_HA }),
    },
    ports: { ...PORTS, ...(backup && { backup: BACKUP_PORT }) },
    resources: together(resources, EXPORTER_RESOURCES, ...(backup ? [REPOSITORY_SERVER_RESOURCES] : [])),
    priority: "data",
    placement: { on: "environment" },
    volumes: [{ name: CLAIM, sizeMebibytes: volumeMebibytes }],
    quorum: { group: POSTGRES },
    runtimeLabels: [ROLE_LABEL],
    calls: [
      { to: [POSTGRES], port: "sql", why: "recorded: replicas stream from the primary" },
      { to: [POSTGRES], port: "patroni", why: "ours: members ask each other before one becomes primary" },
      { to: ["kubernetes-api"], port: "https", why: "ours: Patroni keeps there who is primary" },
      ...(backup ? [repositoryCall(backup.repository)] : []),
    ],
  };
  const job = (name: string): Workload => ({
    name,
    component: "job",
    namespace: "backend",
    controller: "Job",
    replicas: 1,
    // The next one may start before the last one's pod has gone.
    surge: 1,
    setting: "gx:postgres",
    images: { [JOB_CONTAINER]: POSTGRES_HA },
    ports: {},
    resources: JOB_RESOURCES,
    priority: "service",
    placement: { on: "environment" },
    calls: [{ to: [POSTGRES], port: "sql", why: "ours: databases, roles and grants" }],
  });
  const reconcile = job(RECONCILE);
  return [
    server,
    {
      ...reconcile,
      calls: [
        ...reconcile.calls!,
        { to: [POSTGRES], port: "patroni", why: "ours: settings, restarts and switchovers" },
        { to: ["kubernetes-api"], port: "https", why: "ours: members of an old revision are replaced" },
      ],
    },
    job(RETIRE),
    ...(backup ? backupWorkloads(backup) : []),
  ];
}
