import { STANZA } from "./names";
import { queueMebibytes } from "./pgbackrest-configuration";

/** After so long a segment of the log that holds anything is archived, full or not: what may be lost with all members. */
export const ARCHIVED_WITHIN_SECONDS = 300;
/** What a member keeps beyond what may wait to be archived: what is written until its place is taken, and not yet looked at. */
const KEPT_BESIDES_MEBIBYTES = 64;

/**
 * What members call where one of them becomes primary or starts as such: it archives what another had still to. Patroni waits
 * for none of it, runs one at a time, and ends it where the member's role changes again.
 */
const ARCHIVE_AGAIN = `/opt/gx/archive-again ${STANZA}`;
export const ARCHIVE_CALLBACKS = { on_role_change: ARCHIVE_AGAIN, on_start: ARCHIVE_AGAIN } as const;

/**
 * PostgreSQL's parameters by which the log is archived, or not. Members have no command that fetches from the repository: one
 * that can't be reached would hold up a failover, and a standby gets from the primary what it lacks.
 */
export function archiveParameters(isArchiving: boolean, volumeMebibytes: number): Readonly<Record<string, string>> {
  // On without a command that keeps the log, it would only fill the volume.
  if (!isArchiving) return { archive_mode: "off" };
  return {
    archive_mode: "on",
    archive_command: `pgbackrest --stanza=${STANZA} archive-push %p`,
    archive_timeout: `${ARCHIVED_WITHIN_SECONDS}s`,
    // As much on every member as may wait on the primary: whoever takes over has what that hadn't archived. So a repository
    // may be away, whoever leads, for as long as an eighth of the volume is written: of mainnet's 20 GiB, 160 segments, 13
    // hours of a log that is ended every 300 s, 40 minutes of one of 1 MiB/s. It is within what a slot may hold back (a
    // quarter), which is of the same newest log: the volume needs no more room at its fullest, but has this much log always.
    wal_keep_size: `${queueMebibytes(volumeMebibytes) + KEPT_BESIDES_MEBIBYTES}MB`,
  };
}
