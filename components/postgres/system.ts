import * as pulumi from "@pulumi/pulumi";
import { POSTGRES_HA, POSTGRES_UID } from "../../images/postgres-ha/image";
import { budgetForAlerts } from "../../stacks/failover-alert-limits";
import type { System, SystemContext } from "../../stacks/system";
import { AUTHORITY_FILE } from "../certificates/system-authority";
import { logins } from "../logins/system";
import { fromSeed } from "../shared/generated-seed";
import { imageReference } from "../shared/images";
import { environmentLabels } from "../shared/labels";
import { repositoryOf } from "../objectstore/repository";
import { objectstore } from "../objectstore/system";
import { ARCHIVED_WITHIN_SECONDS } from "./backup/archiving";
import { Backups } from "./backup/backups";
import { DUMP_TLS_SECRET } from "./backup/names";
import { backupWorkloadNames } from "./backup/workloads";
import { postgresProblems } from "./consistency";
import type { DatabaseAccess } from "./database-access";
import { declaredState } from "./declared-state";
import { jobPod } from "./job-pod";
import { memoryPlan } from "./memory";
import { publicFiles, secretFiles } from "../workload/mounted-files";
import { DATABASE, memberNames, PORTS, POSTGRES, SERVICES } from "./names";
import { parameters } from "./parameters";
import { dynamicConfiguration } from "./patroni-configuration";
import { reconcilePermissions } from "./permissions";
import { PostgresCluster } from "./postgres-cluster";
import { PostgresJob } from "./postgres-job";
import { podsOf, sessionsOfAPod } from "./sessions";
import { type PostgresSettings, postgresSettings } from "./settings";
import { clusterCertificates } from "./tls";
import { postgresWorkloads, RECONCILE, RETIRE } from "./workloads";

/** What a job has for its waits: for each member to be replaced, and for one to be copied whole at a modest pace. */
const RECONCILE_SECONDS = 900;
const RECONCILE_SECONDS_A_MEMBER = 120;
const COPIED_MEBIBYTES_A_SECOND = 50;

/** The database. */
export const postgres: System<PostgresSettings, DatabaseAccess> = {
  name: POSTGRES,
  description: "the database: PostgreSQL that replicates and fails over by itself, under Patroni",
  settings: postgresSettings,
  workloadNames: [POSTGRES, RECONCILE, RETIRE, ...backupWorkloadNames],
  workloads: postgresWorkloads,
  problems: (settings, frame, workloads, settingsOf) =>
    settings ? postgresProblems(settings, frame, workloads, settingsOf(objectstore)) : [],

  deploy(settings, context) {
    const { parent, environment } = context;
    const { name: namespace } = context.namespace("backend");
    const { failover, synchronous, replicas, volumeMebibytes, resources, backup } = settings;
    const child = { parent };
    const certificates = fromSeed(
      `${POSTGRES}-certificates`,
      (seed) => clusterCertificates(seed, namespace, settings.certificatesFrom),
      child,
    );
    const memory = memoryPlan(resources);
    const sessionsAPod = sessionsOfAPod(memory, context.workloads);
    const configuration = dynamicConfiguration({
      failover,
      synchronous,
      parameters: parameters({
        ...{ replicas, failover, volumeMebibytes, memory, isArchiving: backup !== undefined },
        given: settings.parameters,
      }),
    });
    const timeoutSeconds =
      RECONCILE_SECONDS +
      RECONCILE_SECONDS_A_MEMBER * replicas +
      Math.ceil(volumeMebibytes / COPIED_MEBIBYTES_A_SECOND);
    const common = { image: imageReference(POSTGRES_HA), userId: POSTGRES_UID };
    const shell = (name: string) => context.shell(context.workloads.find((workload) => workload.name === name)!);
    const metadata = { namespace, labels: environmentLabels(environment.name) };
    const files = (name: string) => ({ ...metadata, name });
    const repository = backup && repositoryOf(backup.repository, context);
    const backups =
      repository &&
      new Backups(
        "postgres-backup",
        { settings: backup, repository, certificates, metadata, replicas, volumeMebibytes },
        child,
      );

    const cluster = new PostgresCluster(
      POSTGRES,
      {
        ...common,
        shell: shell(POSTGRES),
        replicas,
        serverResources: resources,
        volumeMebibytes,
        failover,
        configuration,
        certificates,
        repository: backups?.memberFiles,
        restoreFrom: backup?.restoreFrom
          ? { from: backup.restoreFrom, timeline: backup.restoreFromTimeline }
          : undefined,
      },
      child,
    );
    const declared = secretFiles(
      files(`${RECONCILE}-declared`),
      knownLogins(context).apply((known) => ({
        "declared.json": JSON.stringify(
          declaredState({
            ...{ namespace, replicas, synchronous, configuration, logins: known },
            connectionLimits: connectionLimits(context, sessionsAPod),
            timeoutSeconds,
          }),
        ),
      })),
      child,
    );
    const adminTls = secretFiles(
      files(`${RECONCILE}-admin-tls`),
      certificates.apply(({ admin }) => ({ ...admin })),
      child,
    );
    secretFiles(
      files(DUMP_TLS_SECRET),
      certificates.apply(({ dump }) => ({ ...dump })),
      child,
    );
    const job = { userId: POSTGRES_UID, timeoutSeconds };
    const pods = { image: common.image, declaredSecret: declared.name, adminTlsSecret: adminTls.name };
    const reconcile = new PostgresJob(
      RECONCILE,
      {
        ...job,
        shell: shell(RECONCILE),
        pod: jobPod({ ...pods, command: "apply", callsApi: true }),
        permissions: reconcilePermissions(memberNames(replicas)),
        occasion: [declared.checksum, cluster.revision],
      },
      cluster.members,
      child,
    );
    backups?.declareJobs({ ...common, shell, adminTlsSecret: adminTls.name }, [reconcile.job]);
    const loginRoles = [...context.handedBy(logins).values()].map(({ loginRole }) => loginRole);

    return {
      outputs: {
        replicas,
        synchronous,
        archiving: repository
          ? `on: within ${ARCHIVED_WITHIN_SECONDS} s to bucket ${repository.address}`
          : "off: gx:postgres.backup is not set",
        backups: backup ? { windowDays: backup.windowDays, schedules: backup.schedules } : "none",
        alerts: budgetForAlerts(failover),
      },
      hands: {
        writeHost: `${SERVICES.primary}.${namespace}.svc`,
        readHost: `${SERVICES.replica}.${namespace}.svc`,
        port: PORTS.sql,
        database: DATABASE,
        authority: publicFiles(
          files("postgres-authority"),
          pulumi.unsecret(certificates.apply(({ authority }) => ({ [AUTHORITY_FILE]: authority }))),
          child,
        ),
        sessionsAPod,
        times: failover.client,
        ready: reconcile.job,
        retireLogins(after) {
          new PostgresJob(
            RETIRE,
            {
              ...job,
              shell: shell(RETIRE),
              pod: jobPod({ ...pods, command: "retire", callsApi: false }),
              occasion: loginRoles,
            },
            after,
            child,
          );
        },
      },
    };
  },
};

/** The logins with their passwords, once these are known. */
function knownLogins(context: SystemContext) {
  return pulumi.secret(
    pulumi.all(
      [...context.handedBy(logins).values()].map(({ role, loginRole, password }) =>
        password.apply((known) => ({ role, loginRole, password: known })),
      ),
    ),
  );
}

/** How many sessions a workload may have, by its role: those of its pods, while they are updated. */
function connectionLimits({ workloads, handedBy }: SystemContext, sessionsAPod: number): ReadonlyMap<string, number> {
  return new Map(
    [...handedBy(logins)].map(([name, { role }]) => {
      const workload = workloads.find((candidate) => candidate.name === name)!;
      return [role, podsOf(workload) * sessionsAPod];
    }),
  );
}
