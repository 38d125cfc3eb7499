import { renameSync } from "node:fs";
import { DATABASE } from "../components/postgres/names";
import type { BackupCommands } from "../tests/backup/backup-commands";
import type { DatabaseUnderTest } from "../tests/postgres/database-under-test";
import type { Copying } from "./backup-report";
import { numberIn, runJob } from "./declared-jobs";
import { timed } from "./in-turns";
import { besideData, bySocket, copiedReplica, onThisMachine, runInMember, sizeBytesOf } from "./member-programs";

const DUMP = "postgres-dump";
/** The file of the plain dump. */
const PLAIN_DUMP = "plain.dump";
/** The databases that dumps are loaded into. */
const LOADED = { declared: "loaded", plain: "plainly_loaded" } as const;

/** The declared dump: counted, encrypted, uploaded, read back. @param name of the job, which there must not be yet */
export async function takeDump(database: DatabaseUnderTest, name: string): Promise<Copying> {
  const { seconds, outcome } = await runJob(database, DUMP, name);
  return { seconds, keptBytes: numberIn(outcome, "encryptedBytes") };
}

/** pg_dump of the same member into a file beside its data, which stays. */
export async function takePlainDump(database: DatabaseUnderTest): Promise<Copying> {
  const member = copiedReplica(database);
  const options = ["--format=custom", `--file=${besideData(PLAIN_DUMP)}`, ...bySocket()];
  const { seconds } = await timed(() => runInMember(database, member, ["pg_dump", ...options, DATABASE]));
  return { seconds, keptBytes: await sizeBytesOf(database, member, PLAIN_DUMP) };
}

/** The newest declared dump into a new database of the cluster, as the command has it loaded. */
export async function loadDump(database: DatabaseUnderTest, commands: BackupCommands): Promise<Copying> {
  try {
    const { seconds } = await timed(() => commands.run(0, "restore", "--source", DUMP, "--into", LOADED.declared));
    return { seconds };
  } finally {
    await drop(database, LOADED.declared);
  }
}

/** The file of {@link takePlainDump} into a new database of the cluster, by pg_restore beside the primary. */
export async function loadPlainDump(database: DatabaseUnderTest): Promise<Copying> {
  const leader = database.leader!;
  const options = ["--exit-on-error", `--dbname=${LOADED.plain}`, ...bySocket(), besideData(PLAIN_DUMP)];
  try {
    await database.sql(leader, `CREATE DATABASE ${LOADED.plain} TEMPLATE template0`);
    const { seconds } = await timed(() => runInMember(database, leader, ["pg_restore", ...options]));
    return { seconds };
  } finally {
    await drop(database, LOADED.plain);
  }
}

/** Lays the file of {@link takePlainDump} beside the primary's data, where it is loaded from. */
export async function movePlainDump(database: DatabaseUnderTest): Promise<void> {
  const [from, to] = [copiedReplica(database), database.leader!];
  renameSync(await onThisMachine(database, from, PLAIN_DUMP), await onThisMachine(database, to, PLAIN_DUMP));
}

async function drop(database: DatabaseUnderTest, name: string): Promise<void> {
  await database.sql(database.leader!, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
}
