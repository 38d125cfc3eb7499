/**
 * That a database whose volumes are all lost comes back from its repository: with everything that was acknowledged and archived, or
 * as it was at a moment, by what docs/runbooks/postgres-restore.md has people do. Real processes, as in backup.test.ts.
 */
import { afterAll, beforeAll, expect, it, jest } from "@jest/globals";
import { TIMEOUT_MS } from "../support/bare-lab";
import { describeUnless } from "../support/describe-unless";
import { notInOwnNetwork } from "../support/own-network";
import { committedSettings } from "../support/stack-file";
import { ByHand } from "./by-hand";
import { rowsOf } from "./clients";
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

  beforeAll(async () => {
    observed = await ObservedDatabase.start("restore", { isBackedUp: true });
    repository = new Repository(observed.database);
    byHand = new ByHand(observed.database);
  });
  afterAll(() => observed?.dispose());

  /** Loses all volumes, and has the database come back. */
  async function comesBack(restoreFrom: string): Promise<void> {
    const objects = await observed.database.declared({ postgres: { backup: { ...BACKUP, restoreFrom } } });
    await byHand.stopAll();
    await byHand.deleteClaims(...MEMBERS);
    await byHand.removeStore();
    await observed.database.become(objects);
    await observed.database.isWell();
  }

  /** The newest row that is archived: all before it are, too. */
  async function archivedRow(): Promise<number> {
    await observed.writer.oneMore();
    const row = observed.writer.written.at(-1)!;
    await repository.archiveNow();
    return row;
  }

  it("has everything again that was archived, takes writes, and is backed up", async () => {
    const row = await archivedRow();
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
    const before = await archivedRow();
    const leader = observed.database.leader!;
    // The setting is to the second: it is cut off what the clock says then, and still after the row.
    await observed.database.sql(leader, "SELECT pg_sleep(1)");
    const moment = await observed.database.sql(
      leader,
      "SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS')",
    );
    await observed.writer.oneMore();
    const after = observed.writer.written.at(-1)!;
    await repository.archiveNow();
    await comesBack(`${moment}+00`);
    const rows = new Set(await rowsOf(observed.database, observed.database.leader!));
    expect([rows.has(before), rows.has(after)]).toEqual([true, false]);
    await observed.writer.oneMore();
  });
});
