import type { ImageName } from "../../components/shared/images";
import { RECORDED } from "./recorded";

/** Versions as the programs tell them; the smoke test asks each. Debian's come from its suite, Patroni's from requirements.txt. */
export const VERSIONS = {
  postgres: "15.20",
  patroni: "4.1.5",
  pgbackrest: "2.45",
  "prometheus-postgres-exporter": "0.11.1",
  curl: "7.88.1",
} as const;

/** Raised with every change of the recipe that changes none of the versions in the tag. */
const REVISION = 8;

/** Major version of PostgreSQL: the data's format. 15 is the least that the program's declared state is written for. */
export const POSTGRES_MAJOR = 15;

/** The suite of Debian that everything but Patroni comes from, with its updates and security updates. */
export const DEBIAN_SUITE = "bookworm";

/** Debian's packages in the image, beside those they depend on and the essential ones. */
export const DEBIAN_PACKAGES = [
  `postgresql-${POSTGRES_MAJOR}`,
  "pgbackrest",
  "prometheus-postgres-exporter",
  "python3-psycopg2",
  "python3-venv",
  "curl",
  "ca-certificates",
  "procps",
] as const;

/** The user `postgres` of the image, and its group: what the container runs as and what owns the data. */
export const POSTGRES_UID = 999;

/**
 * The user `exporter` of the image, and its group: what reads the metrics. Not the server's own, which may be the superuser
 * by the socket.
 */
export const EXPORTER_UID = 998;

/** What the image is called. */
export const POSTGRES_HA: ImageName = {
  registry: "docker.io",
  repository: "gx-protocol/postgres-ha",
  tag: `${VERSIONS.postgres}-${VERSIONS.patroni}-${REVISION}`,
};

/** Digest of the recipe that was built and smoke-tested under this tag, SHA-256 in hexadecimal; undefined before it was. */
export const RECORDED_DIGEST: string | undefined = RECORDED[POSTGRES_HA.tag];

/** Where the volume with the data is mounted. */
export const DATA_MOUNT = "/var/lib/postgresql/data";

/** The environment of every process of the image, as an engine sets it from the image's configuration. */
export const ENVIRONMENT = {
  PATH: `/opt/patroni/bin:/usr/lib/postgresql/${POSTGRES_MAJOR}/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`,
  LANG: "C.UTF-8",
  PGDATA: `${DATA_MOUNT}/pgdata`,
} as const;

/** What has to be writable while the root file system isn't: a volume, and folders that may be lost. */
export const WRITABLE_FOLDERS = [DATA_MOUNT, "/run/postgresql", "/var/spool/pgbackrest", "/dump", "/tmp"] as const;

/** Folders that pods mount something into. They exist, because a read-only root file system takes no new ones. */
export const MOUNTED_FOLDERS = [
  ...["/etc/patroni", "/etc/reconcile", "/etc/pgbackrest", "/etc/backup"],
  ...["/tls/server", "/tls/member", "/tls/admin", "/tls/backup", "/tls/dump"],
] as const;

/** Programs that those in /opt/gx call; the smoke test looks for each. */
export const TOOLS = [
  "bash",
  "curl",
  "id",
  "initdb",
  "install",
  "patroni",
  "pg_amcheck",
  "pg_dump",
  "pg_isready",
  "pg_restore",
  "pgbackrest",
  "postgres",
  "psql",
  "python",
  "rm",
  "stat",
  "sync",
  "timeout",
] as const;
