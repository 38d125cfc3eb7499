/**
 * The commands of `npm run ops -- backup`, as processes, with mainnet's physical backups: one is made, listed and proven, and a lost row
 * comes back from the database as it was at a moment, restored beside the live one. Real PostgreSQL, pgBackRest and S3 server of the images
 * in their pods' processes.
 *
 * Not shown: network policies; how long it takes with as many data as mainnet has.
 */
import { afterAll, beforeAll, expect, it, jest } from "@jest/globals";
import { DATABASE } from "../../components/postgres/names";
import { DatabaseUnderTest } from "../postgres/database-under-test";
import { Repository } from "../postgres/repository";
import { TIMEOUT_MS } from "../support/bare-lab";
import { describeUnless } from "../support/describe-unless";
import { notInOwnNetwork } from "../support/own-network";
import { BackupCommands } from "./backup-commands";
import { CONTENTS, TABLES } from "./two-tables";

jest.setTimeout(TIMEOUT_MS);

const SOURCE = "postgres-backup";
const MOMENT = "SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') || '+00'";

describeUnless(notInOwnNetwork(), "the commands for backups, with physical ones", () => {
  let database: DatabaseUnderTest;
  let repository: Repository;
  let commands: BackupCommands;

  beforeAll(async () => {
    database = await DatabaseUnderTest.start("physical-commands", { isBackedUp: true });
    await database.update();
    await database.isWell();
    repository = new Repository(database);
    commands = await BackupCommands.start(database.lab, database.pods);
    await live(TABLES);
  });
  afterAll(async () => {
    await commands?.dispose();
    await database?.dispose();
  });

  const live = (statement: string) => database.sql(database.leader!, statement, DATABASE);

  it("have one made by the CronJob that is named, list it, and have it restored to prove it", async () => {
    const before = await repository.backups();
    expect((await commands.run(2, "now", "--source", SOURCE)).all).toContain("name one of");
    await commands.run(0, "now", "--source", `${SOURCE}-differential`);
    const made = (await repository.backups()).slice(before.length);
    expect(made).toMatchObject([{ type: "diff", error: false }]);
    expect((await commands.run(0, "list", "--source", SOURCE)).stdout).toContain(made[0]!.label);
    expect((await commands.run(0, "verify", "--source", SOURCE)).stdout).toContain("is done");
  });

  it("list nothing, and fail, where the repository can't be read", async () => {
    const wrongKey = (configuration: string) => configuration.replace(/^(repo1-s3-key-secret=).*$/m, "$1wrong");
    const { stdout } = await repository.whileJobsHave(wrongKey, () => commands.run(1, "list", "--source", SOURCE));
    expect(stdout).toContain(`${SOURCE} couldn't be listed: the repository can't be read: `);
  });

  it("bring a lost row back from the database as it was at a moment, beside the live one, which keeps what came since", async () => {
    const contents = await live(CONTENTS);
    const moment = await live(MOMENT);
    // The moment is to the second: what is deleted comes after it.
    await live("SELECT pg_sleep(1.1)");
    await live("DELETE FROM users WHERE id = 1000");
    await live("INSERT INTO users VALUES (1001, 'since')");
    await repository.archiveNow();
    const found = await commands.withCopy(
      SOURCE,
      async ({ look, inside }) => {
        const { exitCode, stdout, stderr } = await inside(
          ...look,
          ...["--no-align", "--tuples-only"],
          ...["--command", "SELECT name FROM users WHERE id IN (1000, 1001)"],
        );
        expect([exitCode, stderr]).toEqual([0, ""]);
        return stdout.trim();
      },
      moment,
    );
    expect(found).toMatch(/^user \w{32}$/);
    await live(`INSERT INTO users VALUES (1000, '${found}')`);
    expect(await live("SELECT name FROM users WHERE id = 1001")).toBe("since");
    await live("DELETE FROM users WHERE id = 1001");
    expect(await live(CONTENTS)).toBe(contents);
  });

  it("restore nothing of a moment before all backups, and say so", async () => {
    const { stdout } = await commands.run(1, "restore", "--source", SOURCE, "--backup", "2020-01-01 00:00:00+00");
    expect(stdout).toContain("restored nothing: ");
  });
});
