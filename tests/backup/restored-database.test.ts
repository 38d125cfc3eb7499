/**
 * That what is lost of mainnet's database comes back from a dump by the commands of `npm run ops -- backup`: a table from a copy that is restored
 * beside it, and all of it into a database that has nothing, never over what is there. Real PostgreSQL, age, rclone and S3 server of the images in
 * their pods' processes.
 *
 * Not shown: physical backups, of which the jobs are declared here and never run; network policies; roles and grants after all was lost.
 */
import { afterAll, beforeAll, expect, it, jest } from "@jest/globals";
import { ADMIN_ROLE, DATABASE } from "../../components/postgres/names";
import { DatabaseUnderTest } from "../postgres/database-under-test";
import { apply, TIMEOUT_MS } from "../support/bare-lab";
import { declaredObjectsOf } from "../support/declared-objects";
import { describeUnless } from "../support/describe-unless";
import { notInOwnNetwork } from "../support/own-network";
import { BackupCommands } from "./backup-commands";
import { backupImages } from "./backup-images";
import { BackupUnderTest } from "./backup-under-test";
import { asTested } from "./declared-as-tested";
import { CONTENTS, TABLES } from "./two-tables";

jest.setTimeout(TIMEOUT_MS);

const SOURCE = "postgres-dump";
const LIVE = ["--into", DATABASE, "--confirm", `mainnet/${DATABASE}`] as const;

describeUnless(notInOwnNetwork(), "a database that was dumped", () => {
  let database: DatabaseUnderTest;
  let backup: BackupUnderTest;
  let commands: BackupCommands;
  let contents: string;

  beforeAll(async () => {
    database = await DatabaseUnderTest.start("restored-database", { besides: await backupImages() });
    await database.update();
    backup = await BackupUnderTest.start(database.lab, database.pods, false);
    // What a pod is like that reaches store and database.
    const ofPhysical = (await declaredObjectsOf(["postgres"], {})).filter(
      ({ kind, metadata: { name } }) =>
        ["CronJob", "ServiceAccount"].includes(kind) &&
        ["postgres-restore-test", "postgres-backup-full"].includes(name),
    );
    await apply(database.lab.kubectl, ...ofPhysical.map(asTested));
    commands = await BackupCommands.start(database.lab, database.pods);
    // Only now: until here the machine had other things to do, for which a member may have lost its lease.
    await database.isWell();
    await live(TABLES);
    contents = await live(CONTENTS);
    await backup.succeeds(SOURCE);
  });
  afterAll(async () => {
    await commands?.dispose();
    await database?.dispose();
  });

  const live = (statement: string, name: string = DATABASE) => database.sql(database.leader!, statement, name);
  const restore = (expected: number, ...words: readonly string[]) =>
    commands.run(expected, "restore", "--source", SOURCE, ...words);

  it("has a lost table back from a copy beside it, and keeps what was written since", async () => {
    await live("DROP TABLE notices; INSERT INTO users VALUES (1001, 'since')");
    const statements = await commands.withCopy(SOURCE, async ({ look: [, ...where], inside }) => {
      const dumped = await inside("pg_dump", "--table=notices", "--inserts", "--no-owner", ...where);
      expect([dumped.exitCode, dumped.stderr]).toEqual([0, ""]);
      // What only psql's own input may have.
      return dumped.stdout.replace(/^\\.*$/gm, "");
    });
    await live(`SET ROLE ${ADMIN_ROLE}; ${statements}`);
    expect(await live("SELECT name FROM users WHERE id = 1001")).toBe("since");
    await live("DELETE FROM users WHERE id = 1001");
    expect(await live(CONTENTS)).toBe(contents);
  });

  it("is loaded into a new database beside it, all of it", async () => {
    await restore(0, "--into", "before");
    expect(await live(CONTENTS, "before")).toBe(contents);
    expect(await live("SELECT tableowner FROM pg_tables WHERE tablename = 'users'", "before")).toBe(ADMIN_ROLE);
    await live("DROP DATABASE before", "postgres");
  });

  it("is never loaded over what is there, confirmed or not", async () => {
    await live("DROP TABLE notices");
    expect((await restore(2, "--into", DATABASE)).all).toContain("--confirm is missing");
    expect((await restore(1, ...LIVE)).stdout).toContain(
      "database gx_protocol has 1 tables, such as public.users: nothing is loaded over what is there",
    );
    expect(await live("SELECT count(*) FROM users")).toBe("1000");
  });

  it("is had back whole where it has nothing left", async () => {
    await live("DROP TABLE users");
    expect((await restore(0, ...LIVE, "--dry-run")).stdout).toContain("nothing was made");
    const { stdout } = await restore(0, ...LIVE);
    expect(stdout).toContain("postgres-reconcile");
    expect(await live(CONTENTS)).toBe(contents);
    await backup.succeeds(SOURCE);
    await backup.succeeds(`${SOURCE}-test`);
  });
});
