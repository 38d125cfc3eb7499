import { REPLICATION_ROLE } from "../components/postgres/names";
import type { DatabaseUnderTest } from "../tests/postgres/database-under-test";
import type { Copying } from "./backup-report";
import { numberIn, runJob } from "./declared-jobs";
import { timed } from "./in-turns";
import { besideData, bySocket, copiedReplica, runInMember } from "./member-programs";

/** What pg_basebackup is asked for to compress as pgBackRest does: by the same method, at its own level, by as many threads as that has processes. */
export const COMPRESSED_ALIKE = ["--format=tar", "--compress=server-zstd:level=3,workers=2"] as const;
/** The folder of the plain copy. */
const PLAIN_COPY = "plain-copy";

/** The declared full backup: encrypted, in the object store, looked at. @param name of the job, which there must not be yet */
export async function takeFullBackup(database: DatabaseUnderTest, name: string): Promise<Copying> {
  const { seconds, outcome } = await runJob(database, "postgres-backup-full", name);
  return { seconds, keptBytes: numberIn(outcome, "repositoryBytes") };
}

/**
 * pg_basebackup of the same member into a folder beside its data, which is removed again.
 * @param more of its options
 */
export async function takeBaseBackup(database: DatabaseUnderTest, more: readonly string[] = []): Promise<Copying> {
  const member = copiedReplica(database);
  const folder = besideData(PLAIN_COPY);
  // A checkpoint at once, as pgBackRest is declared to ask for one.
  const options = [`--pgdata=${folder}`, "--checkpoint=fast", "--wal-method=stream", "--no-password", ...more];
  try {
    const { seconds } = await timed(() =>
      runInMember(database, member, ["pg_basebackup", ...options, ...bySocket(REPLICATION_ROLE)]),
    );
    const [keptBytes] = (await runInMember(database, member, ["du", "--summarize", "--bytes", folder])).split("\t");
    return { seconds, keptBytes: Number(keptBytes) };
  } finally {
    await runInMember(database, member, ["rm", "-rf", folder]);
  }
}

/**
 * The declared restore test. Counted is from the begin of pgBackRest's restore until PostgreSQL has replayed the log and accepts
 * connections; what is written for it and looked at afterwards isn't counted.
 * @param name of the job, which there must not be yet
 */
export async function restoreBackup(database: DatabaseUnderTest, name: string): Promise<Copying> {
  const { outcome } = await runJob(database, "postgres-restore-test", name);
  return { seconds: numberIn(outcome, "restoreSeconds") };
}
