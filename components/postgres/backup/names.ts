/** What pgBackRest calls the cluster, in its repository and in its commands. */
export const STANZA = "postgres";

/** TCP port of a member for whoever copies its files: pgBackRest's default. */
export const BACKUP_PORT = 8432;

/** Common name in the certificate that jobs show there. */
export const BACKUP_CERTIFICATE_NAME = "postgres-backup";

/** The workloads: what begins with backups, and what runs again and again. */
export const BACKUP_START = "postgres-backup-start";
export const BACKUP_FULL = "postgres-backup-full";
export const BACKUP_DIFFERENTIAL = "postgres-backup-differential";
export const RESTORE_TEST = "postgres-restore-test";

/** The workload that dumps the database, as the system `backup` calls it, and the common name in the certificate that it shows. */
export const DUMP = "postgres-dump";
/** Secret with that certificate. */
export const DUMP_TLS_SECRET = "postgres-dump-tls";

/** Folders in the containers of members and of jobs. */
export const BACKUP_FOLDERS = {
  /** pgBackRest's configuration. */
  repository: "/etc/pgbackrest",
  /** What jobs are told of the cluster. */
  jobs: "/etc/backup",
  backupTls: "/tls/backup",
  dumpTls: "/tls/dump",
  /** Files on their way to the repository or from it. */
  spool: "/var/spool/pgbackrest",
} as const;

/** Where pgBackRest's processes see of each other that only one of a kind works. */
export const LOCK_FOLDER = "/tmp/pgbackrest";

/** File of the certificate of the authority that the repository's is issued by, beside pgBackRest's configuration. */
export const REPOSITORY_AUTHORITY_FILE = "repository-ca.crt";
