import { POSTGRES_HA } from "../../../images/postgres-ha/image";
import type { BackupSource } from "../../../stacks/backup-source";
import { secretVolume } from "../../workload/mounted-files";
import { DATABASE, PORTS, POSTGRES, SERVICES } from "../names";
import type { PostgresSettings } from "../settings";
import { RESTORE_TEST_RESOURCES } from "./job-pod";

/** Placeholder of helper D: the integrator takes A1's. */
export function postgresDumpSource({ replicas, volumeMebibytes }: PostgresSettings, namespace: string): BackupSource {
  const service = replicas === 1 ? SERVICES.primary : SERVICES.replica;
  return {
    name: "postgres-dump",
    covers: [POSTGRES],
    image: POSTGRES_HA,
    file: "gx_protocol.dump",
    schedule: "0 */6 * * *",
    restoreTestSchedule: "0 4 * * *",
    keepDays: 30,
    leastBytes: 5000,
    recoveryPointHours: 6,
    mostAgeHours: 12,
    roomMebibytes: volumeMebibytes,
    dump: {
      command: ["/opt/gx/dump"],
      resources: RESTORE_TEST_RESOURCES,
      calls: [{ to: [POSTGRES], port: "sql", why: "ours: dumps its content" }],
      volumes: [secretVolume("dump-tls", "postgres-dump-tls")],
      mounts: [{ name: "dump-tls", mountPath: "/tls/dump", readOnly: true }],
    },
    prove: { command: ["/opt/gx/prove-dump"], resources: RESTORE_TEST_RESOURCES, calls: [], volumes: [], mounts: [] },
    facts: {
      host: `${service}.${namespace}.svc`,
      port: PORTS.sql,
      database: DATABASE,
      role: "dumper",
      timeoutSeconds: 900,
    },
  };
}
