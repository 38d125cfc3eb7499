import { STANZA } from "./names";

/** After so long a segment of the log that holds anything is archived, full or not: what may be lost with all members. */
export const ARCHIVED_WITHIN_SECONDS = 300;

/**
 * PostgreSQL's parameters by which the log is archived, or not. Members have no command that fetches from the repository: one
 * that can't be reached would hold up a failover, and a standby gets from the primary what it lacks.
 */
export function archiveParameters(isArchiving: boolean): Readonly<Record<string, string>> {
  // On without a command that keeps the log, it would only fill the volume.
  if (!isArchiving) return { archive_mode: "off" };
  return {
    archive_mode: "on",
    archive_command: `pgbackrest --stanza=${STANZA} archive-push %p`,
    archive_timeout: `${ARCHIVED_WITHIN_SECONDS}s`,
  };
}
