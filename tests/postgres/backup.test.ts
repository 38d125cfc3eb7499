/**
 * That the database is backed up as the program declares: its log archived and full and differential backups made in the environment's
 * own object store, and that a test restores to a moment what was backed up. Real PostgreSQL, pgBackRest and S3 server of the images in
 * their pods' processes, the jobs on request, one client that writes throughout. What goes wrong is in backup-faults.test.ts,
 * what all members lost comes back from in restore.test.ts.
 *
 * Not shown: schedules, network policies, how long backups of large databases take.
 */
import { afterAll, afterEach, beforeAll, expect, it, jest } from "@jest/globals";
import { waitUntil } from "../../lab/wait";
import { TIMEOUT_MS, WAIT_SECONDS } from "../support/bare-lab";
import { describeUnless } from "../support/describe-unless";
import { notInOwnNetwork } from "../support/own-network";
import { ByHand } from "./by-hand";
import { ObservedDatabase } from "./observed-database";
import { Repository } from "./repository";

jest.setTimeout(TIMEOUT_MS);

describeUnless(notInOwnNetwork(), "a database of three members with backups", () => {
  let observed: ObservedDatabase;
  let repository: Repository;

  beforeAll(async () => {
    observed = await ObservedDatabase.start("backup", { isBackedUp: true });
    repository = new Repository(observed.database);
  });
  afterAll(() => observed?.dispose());
  afterEach(() => observed.expectNothingLost());

  const types = async () => (await repository.backups()).map(({ type, error }) => (error ? `${type} failed` : type));

  /** Has each job run. @throws Error with what one of them printed, where it fails */
  async function allJobsSucceed(): Promise<void> {
    for (const job of ["postgres-backup-full", "postgres-backup-differential", "postgres-restore-test"] as const) {
      const { succeeded, log } = await repository.run(job);
      if (!succeeded) throw new Error(`${job} failed:\n${log}`);
    }
  }

  it("began by itself: the log is archived, and there is a full backup", async () => {
    await repository.archiveNow();
    expect(await types()).toEqual(["full"]);
  });

  it("makes differential and full backups, and can restore a moment between two rows", async () => {
    await allJobsSucceed();
    expect(await types()).toEqual(["full", "full", "diff"]);
  });

  it("keeps nothing in the repository that can be read without the passphrase", async () => {
    const bucket = await repository.bucket();
    const keys = await bucket.keys();
    expect(keys.filter((key) => key.startsWith("postgres/archive/")).length).toBeGreaterThan(2);
    expect(keys.filter((key) => key.startsWith("postgres/backup/")).length).toBeGreaterThan(2);
    const contents = await Promise.all(keys.map((key) => bucket.get(key)));
    expect(keys.filter((_, index) => !contents[index]!.startsWith("Salted__"))).toEqual([]);
  });

  it("goes on under another primary", () =>
    observed.through("planned switchover", async (leader) => {
      await new ByHand(observed.database).patronictl(leader, "switchover", "--force", "--leader", leader);
      await observed.anotherLeads(leader);
      await observed.writer.oneMore();
      await repository.archiveNow();
      await allJobsSucceed();
    }));

  it("goes on with a member down", () =>
    observed.through("a member down", async (leader) => {
      const replica = (await observed.database.members()).find(({ role }) => role === "replica")!.name;
      observed.database.pods.killHard(replica, { keepDown: true });
      await allJobsSucceed();
      expect(observed.database.leader).toBe(leader);
      observed.database.pods.bringUp(replica);
      await waitUntil(`${replica} to run again`, WAIT_SECONDS, () =>
        observed.database.sql(replica, "SELECT 1").then(() => true as const, String),
      );
    }));
});
