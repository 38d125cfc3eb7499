import type { RepositoryAccess } from "../../objectstore/repository";
import { FOLDERS, PGDATA } from "../names";
import { BACKUP_FOLDERS, LOCK_FOLDER, REPOSITORY_AUTHORITY_FILE, STANZA } from "./names";

/** The part of a member's volume that the log may fill while it can't be archived; beyond it, some of it is given up. */
const QUEUE_SHARE = 1 / 8;
/** Processes that compress and send at once: servers have few processors, and the database needs them. */
const PROCESSES = 2;
/**
 * How long a member waits for one segment. PostgreSQL tries three times to archive what is left when it stops: with a store that is
 * away, all of it must fit into a pod's grace period. What takes longer goes on in the background.
 */
const PUSH_TIMEOUT_SECONDS = 15;
/** How long jobs wait for a segment of the log to be archived; the archiver pauses for up to a minute after it failed. */
export const ARCHIVE_TIMEOUT_SECONDS = 180;
/** How long the database may take for one answer; the other end of a connection is given a little longer. */
const DATABASE_TIMEOUT_SECONDS = 600;
const PROTOCOL_TIMEOUT_SECONDS = DATABASE_TIMEOUT_SECONDS + 60;

/** A repository whose secrets are known. A secret. */
export interface KnownRepository extends RepositoryAccess {
  /** What everything in it is encrypted with. */
  readonly passphrase: string;
}

/** How much of the log waits on a member's volume for a repository that is away, before some of it is given up. */
export function queueMebibytes(volumeMebibytes: number): number {
  return Math.floor(volumeMebibytes * QUEUE_SHARE);
}

/** pgBackRest's files for members, who archive the log and may be restored. */
export function memberRepositoryFiles(repository: KnownRepository, volumeMebibytes: number) {
  return files(
    repository,
    {
      "archive-async": "y",
      "archive-timeout": String(PUSH_TIMEOUT_SECONDS),
      "archive-push-queue-max": `${queueMebibytes(volumeMebibytes)}MiB`,
    },
    { "pg1-path": PGDATA, "pg1-socket-path": FOLDERS.socket },
  );
}

/** pgBackRest's files for jobs. Which members they call, they decide anew each time: a job must not fail for one that is away. */
export function jobRepositoryFiles(repository: KnownRepository, windowDays: number) {
  return files(repository, {
    "repo1-bundle": "y",
    // The newest full backup that is older stays too: without it the oldest days couldn't be restored.
    "repo1-retention-full-type": "time",
    "repo1-retention-full": String(windowDays),
    "start-fast": "y",
    "archive-timeout": String(ARCHIVE_TIMEOUT_SECONDS),
    "db-timeout": String(DATABASE_TIMEOUT_SECONDS),
    "protocol-timeout": String(PROTOCOL_TIMEOUT_SECONDS),
  });
}

function files(repository: KnownRepository, more: Options, stanza?: Options): Readonly<Record<string, string>> {
  const { authority } = repository;
  const global = { ...repositoryOptions(repository), ...COMMON, ...more };
  return {
    "pgbackrest.conf": [section("global", global), ...(stanza ? [section(STANZA, stanza)] : [])].join("\n"),
    ...(authority !== undefined && { [REPOSITORY_AUTHORITY_FILE]: authority }),
  };
}

type Options = Readonly<Record<string, string>>;

const COMMON: Options = {
  "compress-type": "zst",
  "process-max": String(PROCESSES),
  "spool-path": BACKUP_FOLDERS.spool,
  "lock-path": LOCK_FOLDER,
  "log-level-console": "info",
  "log-level-file": "off",
};

function repositoryOptions(repository: KnownRepository): Options {
  return {
    "repo1-type": "s3",
    "repo1-path": `/${STANZA}`,
    "repo1-s3-bucket": repository.bucket,
    "repo1-s3-endpoint": repository.host,
    "repo1-storage-port": String(repository.port),
    "repo1-s3-region": repository.region,
    "repo1-s3-uri-style": repository.uriStyle,
    "repo1-s3-key": repository.accessKeyId,
    "repo1-s3-key-secret": repository.secretAccessKey,
    ...(repository.authority !== undefined && {
      "repo1-storage-ca-file": `${BACKUP_FOLDERS.repository}/${REPOSITORY_AUTHORITY_FILE}`,
    }),
    "repo1-cipher-type": "aes-256-cbc",
    "repo1-cipher-pass": repository.passphrase,
  };
}

function section(name: string, options: Options): string {
  return [`[${name}]`, ...Object.entries(options).map(([option, value]) => `${option}=${value}`), ""].join("\n");
}
