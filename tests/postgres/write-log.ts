import type { DatabaseUnderTest } from "./database-under-test";

/** The log's files, of which each is a segment. */
export const SEGMENT_MEBIBYTES = 16;
/** Ends a segment that has something in it: an empty one isn't ended. */
export const NEXT_SEGMENT =
  "SELECT pg_walfile_name(pg_switch_wal()) FROM pg_logical_emit_message(false, 'test', 'of the log')";
const LOG_MEBIBYTES = "SELECT sum(size) / 1024 / 1024 FROM pg_ls_waldir()";

/** Writes the log on by so many mebibytes, each segment almost empty. Gives the most that it took of the volume. */
export async function writeLog(database: DatabaseUnderTest, leader: string, mebibytes: number): Promise<number> {
  let most = 0;
  for (let written = 0; written < mebibytes; written += SEGMENT_MEBIBYTES) {
    await database.sql(leader, NEXT_SEGMENT);
    most = Math.max(most, await logMebibytes(database, leader));
  }
  return most;
}

/** What the log takes of a member's volume. */
export async function logMebibytes(database: DatabaseUnderTest, member: string): Promise<number> {
  return Number(await database.sql(member, LOG_MEBIBYTES));
}
