import { POSTGRES_HA } from "../../../images/postgres-ha/image";
import type { BackupSource } from "../../../stacks/backup-source";
import type { ResourceSpec } from "../../shared/container-resources";
import { sizeQuantity } from "../../shared/quantities";
import { secretVolume } from "../../workload/mounted-files";
import { DATABASE, DUMP_ROLE, FOLDERS, memberNames, PORTS, POSTGRES, SERVICES } from "../names";
import type { PostgresSettings } from "../settings";
import { RESTORE_TEST_RESOURCES } from "./job-pod";
import { BACKUP_FOLDERS, DUMP, DUMP_TLS_SECRET } from "./names";

/** What it takes to dump: a client that passes rows on, and compresses them. */
const DUMP_RESOURCES: ResourceSpec = {
  cpuRequestMillicores: 50,
  cpuLimitMillicores: 1000,
  memoryRequestMebibytes: 64,
  memoryLimitMebibytes: 256,
};

/**
 * The logical dump of the database: beside physical backups, because it can be restored into any server, and read table by
 * table. It is taken from a replica where there is one, as a role that reads and does nothing else.
 *
 * @param namespace in which the cluster stands
 */
export function postgresDumpSource(
  { replicas, volumeMebibytes }: Pick<PostgresSettings, "replicas" | "volumeMebibytes">,
  namespace: string,
): BackupSource {
  // By name, as the Service for reads leads to the primary too.
  const hosts = memberNames(replicas).map((member) => `${member}.${SERVICES.headless}.${namespace}.svc`);
  return {
    name: DUMP,
    namespace: "backend",
    covers: [POSTGRES],
    image: POSTGRES_HA,
    // As the image's programs call it: by the database.
    file: `${DATABASE}.dump`,
    schedule: "0 */6 * * *",
    restoreTestSchedule: "0 4 * * *",
    keepDays: 30,
    // Recorded: a dump of the database had 5 KB, and one that failed 20 bytes (G03, G38).
    leastBytes: 5000,
    recoveryPointHours: 6,
    mostAgeHours: 12,
    // The dump lies there twice, once encrypted: compressed, rows take less than half of their room, and indexes none.
    roomMebibytes: volumeMebibytes,
    dump: {
      command: ["/opt/gx/dump"],
      resources: DUMP_RESOURCES,
      calls: [{ to: [POSTGRES], port: "sql", why: "ours: the database is dumped" }],
      volumes: [secretVolume("dump-tls", DUMP_TLS_SECRET)],
      mounts: [{ name: "dump-tls", mountPath: BACKUP_FOLDERS.dumpTls, readOnly: true }],
    },
    prove: {
      command: ["/opt/gx/prove-dump"],
      resources: RESTORE_TEST_RESOURCES,
      calls: [],
      volumes: [{ name: "restored", emptyDir: { sizeLimit: sizeQuantity(volumeMebibytes) } }],
      mounts: [{ name: "restored", mountPath: FOLDERS.data }],
    },
    facts: {
      host: hosts.join(","),
      port: PORTS.sql,
      database: DATABASE,
      role: DUMP_ROLE,
    },
  };
}
