import { DATABASE, memberNames, PORTS, SERVICES } from "../names";
import { BACKUP_PORT, STANZA } from "./names";
import { ARCHIVE_TIMEOUT_SECONDS } from "./pgbackrest-configuration";

/** An empty cluster has 30 MB: a smaller backup holds less than a database (G03, G38). */
const LEAST_BYTES = 20_000_000;

/** What a job is told of the cluster in `namespace`. No secrets. */
export function jobFacts(namespace: string, replicas: number, timeoutSeconds: number) {
  return {
    stanza: STANZA,
    members: memberNames(replicas).map((member) => `${member}.${SERVICES.headless}.${namespace}.svc`),
    membersPort: BACKUP_PORT,
    primaryHost: `${SERVICES.primary}.${namespace}.svc`,
    port: PORTS.sql,
    database: DATABASE,
    leastBytes: LEAST_BYTES,
    timeoutSeconds,
    archiveTimeoutSeconds: ARCHIVE_TIMEOUT_SECONDS,
  };
}
