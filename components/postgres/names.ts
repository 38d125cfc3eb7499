import { LABEL_PREFIX } from "../shared/labels";

/** Name of the system, of its workload, and of its StatefulSet: as recorded. */
export const POSTGRES = "postgres";

/** The names of the members' pods. */
export function memberNames(replicas: number): readonly string[] {
  return Array.from({ length: replicas }, (_, ordinal) => `${POSTGRES}-${ordinal}`);
}

/** TCP ports of a member. 5432 is recorded; the others are the programs' defaults. */
export const PORTS = { sql: 5432, patroni: 8008, metrics: 9187 } as const;

/**
 * The Services, as recorded. Writes go to the primary, whose endpoint is Patroni's own; reads to every ready member; the
 * headless one names members.
 */
export const SERVICES = {
  primary: "postgres-primary",
  replica: "postgres-replica",
  headless: "postgres-headless",
} as const;

/** Suffixes of the objects in which Patroni keeps what a cluster agrees on, beside the leader's, which has none. */
export const STORE_SUFFIXES = ["config", "failover", "sync"] as const;

/** What Patroni calls the cluster: its leader's Endpoints have this name, and so are those of the primary's Service. */
export const SCOPE = SERVICES.primary;
/** Label by which Patroni knows the pods and Endpoints of the cluster. */
export const SCOPE_LABEL = `${LABEL_PREFIX}/patroni-scope`;
/** Label in which Patroni keeps a pod's role, `primary` or `replica`. */
export const ROLE_LABEL = `${LABEL_PREFIX}/postgres-role`;

/** Database of the application, as recorded. */
export const DATABASE = "gx_protocol";
/** Role that owns the database, as recorded; a superuser that logs in by certificate alone. */
export const ADMIN_ROLE = "gx_admin";
/** Roles that members log in to each other with, by certificate. */
export const REPLICATION_ROLE = "replicator";
export const REWIND_ROLE = "rewinder";
/** Role of the metrics exporter, by the socket alone. */
export const MONITORING_ROLE = "exporter";
/** Role that reads all of the database, for dumps of it; logs in by certificate alone. */
export const DUMP_ROLE = "dumper";
/** The superuser that `initdb` makes, by the socket alone. */
export const SUPERUSER = "postgres";

/** Common name in the certificate that a member shows when it logs in to another. */
export const MEMBER_CERTIFICATE_NAME = "postgres-member";

/** Folders in a member's containers. */
export const FOLDERS = {
  data: "/var/lib/postgresql/data",
  configuration: "/etc/patroni",
  serverTls: "/tls/server",
  memberTls: "/tls/member",
  adminTls: "/tls/admin",
  socket: "/run/postgresql",
} as const;

/** The data themselves, on a member's volume. */
export const PGDATA = `${FOLDERS.data}/pgdata`;

/** Name of the claims' template, as recorded. */
export const CLAIM = "postgres-storage";
