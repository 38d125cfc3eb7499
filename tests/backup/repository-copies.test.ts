/**
 * That the physical backups of mainnet's database are copied off-site as the program declares it, that nobody can read them there, that nothing
 * which happens to the bucket takes them there too, and that a database comes back from them on another lab, where nothing is left of the first one, with
 * every row that was archived before they were sent. Real processes of the images in the declared pods, the jobs on request; another real S3
 * server stands for the destination.
 *
 * Not shown: Google Drive, distance, network policies, schedules, the update itself. What is kept there for how long, and what fails midway, is in
 * the image's unit tests.
 */
import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { REPOSITORY_OFF_SITE, REPOSITORY_SECRETS } from "../../components/backup/names";
import { rowsOf } from "../postgres/clients";
import { DatabaseUnderTest } from "../postgres/database-under-test";
import { ObservedDatabase } from "../postgres/observed-database";
import { Repository } from "../postgres/repository";
import { TIMEOUT_MS } from "../support/bare-lab";
import { describeUnless } from "../support/describe-unless";
import { notInOwnNetwork } from "../support/own-network";
import type { S3Bucket } from "../support/s3-bucket";
import { S3Server } from "../support/s3-server";
import { committedSettings } from "../support/stack-file";
import { backupImages } from "./backup-images";
import { BackupUnderTest } from "./backup-under-test";
import { CopiesUnderTest } from "./copies-under-test";
import { settingsFor } from "./off-site-under-test";

jest.setTimeout(TIMEOUT_MS);

const BRING_BACK = "/opt/gx/bring-repository-back";
/** What rclone begins each file with that it encrypts. */
const RCLONE_MAGIC = "RCLONE\0\0";
const { backup: BACKUP } = (committedSettings("mainnet") as { readonly postgres: { readonly backup: object } })
  .postgres;

/** Has the jobs that copy on a lab, and the store. */
async function copiesOn({ lab, pods }: DatabaseUnderTest, destination: S3Server): Promise<CopiesUnderTest> {
  const backup = await BackupUnderTest.start(lab, pods, false, await settingsFor(destination));
  const copies = new CopiesUnderTest(backup, destination, REPOSITORY_OFF_SITE, REPOSITORY_SECRETS.keeper);
  await copies.callItsPort();
  return copies;
}

describeUnless(notInOwnNetwork(), "a database whose repository is copied off-site", () => {
  let destination: S3Server;
  let copies: CopiesUnderTest;
  let bucket: S3Bucket;
  /** Rows that were acknowledged, archived and sent. */
  let sent: readonly number[];
  let labels: unknown;

  beforeAll(async () => {
    destination = await S3Server.start();
  });
  afterAll(() => destination?.stop());

  describe("on the servers that will be lost", () => {
    let observed: ObservedDatabase;
    let repository: Repository;

    beforeAll(async () => {
      observed = await ObservedDatabase.start("repository-copied", {
        isBackedUp: true,
        besides: await backupImages(),
      });
      repository = new Repository(observed.database);
      copies = await copiesOn(observed.database, destination);
      bucket = await repository.bucket();
    });
    afterAll(() => observed?.dispose());

    it("has all of it there, and neither names nor contents can be read", async () => {
      const { result, backups, copied } = await copies.send();
      expect([result, backups]).toEqual(["done", (await repository.backups()).map(({ label }) => label)]);
      const files = await destination.files();
      // And the two files of the catalog.
      expect(files.size).toBe(Number(copied) + 2);
      for (const [key, content] of files) {
        expect(["postgres", "archive", "catalogs"].filter((text) => key.includes(text))).toEqual([]);
        expect(content.subarray(0, RCLONE_MAGIC.length).toString()).toBe(RCLONE_MAGIC);
      }
    });

    it("sends what came since alone, and changes nothing that is there", async () => {
      const before = await copies.there();
      await repository.run("postgres-backup-differential");
      const row = await repository.archivedRow(observed.writer);
      const { backups } = await copies.send();
      labels = backups;
      expect(labels).toHaveLength(2);
      expect(await copies.there()).toMatchObject(before);
      sent = observed.writer.written.filter((written) => written <= row);
    });

    it("keeps there what the bucket loses: some of it, and all of it", async () => {
      const [segment] = (await bucket.keys("postgres/archive/postgres/15-1/0")).slice(0, 1);
      await bucket.delete(segment!);
      const before = await copies.there();
      expect(await copies.send()).toMatchObject({ removed: 0 });
      expect(await copies.there()).toMatchObject(before);
      const kept = await copies.there();
      for (const key of await bucket.keys("postgres/")) await bucket.delete(key);
      expect(await copies.failsToSend()).toContain("has no backup");
      expect(await copies.there()).toEqual(kept);
    });
  });

  describe("on new servers, after all was lost", () => {
    let database: DatabaseUnderTest;
    let repository: Repository;

    beforeAll(async () => {
      database = await DatabaseUnderTest.start("repository-back", { isBackedUp: true, besides: await backupImages() });
      repository = new Repository(database);
      copies = await copiesOn(database, destination);
      bucket = await repository.bucket();
    });
    afterAll(() => database?.dispose());

    it("has its repository back before there is a database, by keys that write alone", async () => {
      const before = await copies.there();
      const { succeeded, outcome } = await copies.asSender(BRING_BACK);
      expect([succeeded, outcome.error]).toEqual([false, expect.stringMatching(/AccessDenied/)]);
      expect(await bucket.keys("")).toEqual([]);
      const list = await copies.asKeeper(BRING_BACK, "--list");
      expect(list).toMatchObject({ succeeded: true, outcome: { catalogs: 3, backups: labels } });
      expect(await copies.asKeeper(BRING_BACK)).toMatchObject({ succeeded: true, outcome: { backups: labels } });
      expect(await copies.there()).toEqual(before);
    });

    it("begins from it, with every row that was archived when it was sent", async () => {
      await database.become(await database.declared({ postgres: { backup: { ...BACKUP, restoreFrom: "latest" } } }));
      await database.isWell();
      const rows = new Set(await rowsOf(database, database.leader!));
      expect(sent.length).toBeGreaterThan(1);
      expect(sent.filter((row) => !rows.has(row))).toEqual([]);
    });

    it("is backed up and copied as before, and nothing is brought back over it", async () => {
      const { succeeded, log } = await repository.run("postgres-restore-test");
      expect([succeeded, log]).toEqual([true, expect.any(String)]);
      const { result, backups } = await copies.send();
      expect([result, backups]).toEqual(["done", (await repository.backups()).map(({ label }) => label)]);
      const again = await copies.asKeeper(BRING_BACK);
      expect([again.succeeded, again.outcome.error]).toEqual([
        false,
        expect.stringContaining("a database has begun to archive there"),
      ]);
    });
  });
});
