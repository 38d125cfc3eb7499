import { statSync } from "node:fs";
import { join } from "node:path";
import { DATA_MOUNT } from "../images/postgres-ha/image";
import { claimOf } from "../tests/postgres/clients";
import { type DatabaseUnderTest, MEMBERS, SERVER } from "../tests/postgres/database-under-test";

/** How long one program may take before the benchmark gives up. */
const MOST_SECONDS = 1800;

/** What a program needs to reach its member's server as a role of that name. */
export const bySocket = (role = "postgres") => ["--host=/run/postgresql", `--username=${role}`] as const;

/** Runs a program beside a member's server, as its user. Gives what it prints. @throws Error with what it says where it fails */
export async function runInMember(
  database: DatabaseUnderTest,
  member: string,
  command: readonly string[],
): Promise<string> {
  const { exitCode, stdout, stderr } = await database.pods.exec(member, SERVER, command, MOST_SECONDS);
  if (exitCode !== 0) throw new Error(`${member}: ${command.join(" ")} ended with exit code ${exitCode}: ${stderr}`);
  return stdout;
}

/** The replica that declared jobs copy from: pgBackRest and the dump both take the first. */
export function copiedReplica(database: DatabaseUnderTest): string {
  return MEMBERS.find((member) => member !== database.leader)!;
}

/** Where a program in a member finds a file or folder beside its data. */
export function besideData(name: string): string {
  return `${DATA_MOUNT}/${name}`;
}

/** The same as this machine sees it. */
export async function onThisMachine({ pods }: DatabaseUnderTest, member: string, name: string): Promise<string> {
  return join(await pods.volumeFolder(claimOf(member)), name);
}

/** How large a member's file beside its data is. */
export async function sizeBytesOf(database: DatabaseUnderTest, member: string, name: string): Promise<number> {
  return statSync(await onThisMachine(database, member, name)).size;
}
