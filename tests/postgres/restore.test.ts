/**
 * That a database whose volumes are all lost comes back from its repository: with everything that was acknowledged and archived, or
 * as it was at a moment, by what docs/runbooks/postgres-restore.md has people do; and that what was given up by that can still be looked
 * at. Real processes, as in backup.test.ts.
 */
import { afterAll, beforeAll, expect, it, jest } from "@jest/globals";
import { BackupCommands } from "../backup/backup-commands";
import { TIMEOUT_MS } from "../support/bare-lab";
import { describeUnless } from "../support/describe-unless";
import { notInOwnNetwork } from "../support/own-network";
import { committedSettings } from "../support/stack-file";
import { ByHand } from "./by-hand";
import { rowsOf, TABLE } from "./clients";
import { MEMBERS } from "./database-under-test";
import { ObservedDatabase } from "./observed-database";
import { Repository } from "./repository";

jest.setTimeout(TIMEOUT_MS);

const { backup: BACKUP } = (committedSettings("mainnet") as { readonly postgres: { readonly backup: object } })
  .postgres;

describeUnless(notInOwnNetwork(), "a database of three members with backups, all of whose volumes are lost", () => {
  let observed: ObservedDatabase;
  let repository: Repository;
  let byHand: ByHand;
  let commands: BackupCommands;
  /** A row that going back gave up, a moment at which it was there, and the timeline of both. */
  let givenUp: { readonly row: number; readonly moment: string; readonly timeline: number };

  beforeAll(async () => {
    observed = await ObservedDatabase.start("restore", { isBackedUp: true });
    repository = new Repository(observed.database);
    byHand = new ByHand(observed.database);
    commands = await BackupCommands.start(observed.database.lab, observed.database.pods);
  });
  afterAll(async () => {
    await commands?.dispose();
    await observed?.dispose();
  });

  /** Loses all volumes, and has the database come back. */
  async function comesBack(restoreFrom: string): Promise<void> {
    const objects = await observed.database.declared({ postgres: { backup: { ...BACKUP, restoreFrom } } });
    await byHand.stopAll();
    await byHand.deleteClaims(...MEMBERS);
    await byHand.removeStore();
    await observed.database.become(objects);
    await observed.database.isWell();
  }

  /** What the clock says to the second, as the setting takes it: a second after all that was written. */
  async function momentAfterAll(): Promise<string> {
    const leader = observed.database.leader!;
    await observed.database.sql(leader, "SELECT pg_sleep(1)");
    return observed.database.sql(leader, "SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') || '+00'");
  }

  it("has everything again that was archived, takes writes, and is backed up", async () => {
    const row = await repository.archivedRow(observed.writer);
    await comesBack("latest");
    const rows = new Set(await rowsOf(observed.database, observed.database.leader!));
    const archived = observed.writer.written.filter((written) => written <= row);
    expect(archived.filter((written) => !rows.has(written))).toEqual([]);
    await observed.writer.oneMore();
    await repository.archiveNow();
    const { succeeded, log } = await repository.run("postgres-restore-test");
    expect([succeeded, log]).toEqual([true, expect.any(String)]);
  });

  it("is as it was at a moment, and loses what came after", async () => {
    const before = await repository.archivedRow(observed.writer);
    const moment = await momentAfterAll();
    await observed.writer.oneMore();
    const after = observed.writer.written.at(-1)!;
    const later = await momentAfterAll();
    await observed.writer.oneMore();
    const segment = await repository.archiveNow();
    givenUp = { row: after, moment: later, timeline: parseInt(segment.slice(0, 8), 16) };
    await comesBack(moment);
    const rows = new Set(await rowsOf(observed.database, observed.database.leader!));
    expect([rows.has(before), rows.has(after)]).toEqual([true, false]);
    await observed.writer.oneMore();
    await repository.archiveNow();
  });

  it("can be looked at as it was at a moment that was given up, by its timeline alone", async () => {
    const { row, moment, timeline } = givenUp;
    const copied = (...more: readonly string[]) =>
      commands.withCopy(
        "postgres-backup",
        async ({ said, look, inside }) => {
          const { stdout } = await inside(
            ...look,
            ...["--no-align", "--tuples-only", "--command", `SELECT count(*) FROM ${TABLE} WHERE row = ${row}`],
          );
          return [/followed timeline (\d+)\./.exec(said)?.[1], stdout.trim()];
        },
        moment,
        ...more,
      );
    expect(await copied("--timeline", `${timeline}`)).toEqual([`${timeline}`, "1"]);
    // The newest one doesn't have that moment, and PostgreSQL takes what it has for all that there is.
    const [followed, found] = await copied();
    expect([Number(followed) > timeline, found]).toEqual([true, "0"]);
  });
});
