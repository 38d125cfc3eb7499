/**
 * What becomes of backups when something goes wrong: the log that waits while the store is away and another becomes primary, a file
 * that somebody deletes, a job that is killed, keys that are wrong. Real processes, as in backup.test.ts.
 *
 * Not shown: a store that is away for longer than members keep the log, which leaves a gap; one that is there and silent.
 */
import { afterAll, afterEach, beforeAll, expect, it, jest } from "@jest/globals";
import { waitUntil } from "../../lab/wait";
import { POD as STORE } from "../objectstore/deployed-store";
import { TIMEOUT_MS, WAIT_SECONDS } from "../support/bare-lab";
import { describeUnless } from "../support/describe-unless";
import { notInOwnNetwork } from "../support/own-network";
import { ByHand } from "./by-hand";
import { MEMBERS, SERVER } from "./database-under-test";
import { ObservedDatabase } from "./observed-database";
import { type BackupRun, Repository } from "./repository";
import { NEXT_SEGMENT, SEGMENT_MEBIBYTES } from "./write-log";

jest.setTimeout(2 * TIMEOUT_MS);

/** The least that settings allow, and the eighth of it that may wait to be archived. */
const VOLUME_MEBIBYTES = 4096;
const QUEUE_MEBIBYTES = VOLUME_MEBIBYTES / 8;
/** Segments that are written while the store is away. */
const WRITTEN_SEGMENTS = 6;
/** What the new primary says once the repository has what the old one hadn't archived. */
const HAS_ALL = "archive-again: the repository has all of the log that this member has";
/** pgBackRest tries for a minute or two, what then asks again pauses, and the archiver does. */
const ARCHIVED_AGAIN_SECONDS = 3 * WAIT_SECONDS;
const WAITING_SEGMENTS = "SELECT count(*) FROM pg_ls_archive_statusdir() WHERE name ~ '^[0-9A-F]{24}\\.ready$'";
const GIVEN_UP = "because archive queue exceeded";

describeUnless(notInOwnNetwork(), "a database of three members with backups, when something goes wrong", () => {
  let observed: ObservedDatabase;
  let repository: Repository;

  beforeAll(async () => {
    observed = await ObservedDatabase.start("backup-faults", { isBackedUp: true, volumeMebibytes: VOLUME_MEBIBYTES });
    repository = new Repository(observed.database);
  });
  afterAll(() => observed?.dispose());
  afterEach(() => observed.expectNothingLost());

  const sql = (member: string, statement: string) => observed.database.sql(member, statement);
  const log = (member: string) => observed.database.pods.logs(member, SERVER);

  /** Ends segments of the log that can't be archived, and has the synchronous standby have all of them. Gives their names. */
  async function writeSegments(leader: string): Promise<readonly string[]> {
    const segments: string[] = [];
    while (segments.length < WRITTEN_SEGMENTS) segments.push(await sql(leader, NEXT_SEGMENT));
    await observed.writer.oneMore();
    const archived = await sql(leader, "SELECT last_archived_wal FROM pg_stat_archiver");
    expect(segments.filter((segment) => segment <= archived.slice(0, 24))).toEqual([]);
    return segments;
  }

  /** Does what makes another primary while the store is away, and then has the store back. Gives the other's name. */
  async function archivedAgain(leader: string, change: () => unknown, back: () => unknown): Promise<void> {
    const segments = await writeSegments(leader);
    const before = new Map(MEMBERS.map((member) => [member as string, log(member).length]));
    await change();
    const next = await observed.anotherLeads(leader);
    await observed.writer.oneMore();
    const since = () => log(next).slice(before.get(next));
    expect(since()).not.toContain(HAS_ALL);
    await back();
    await waitUntil(`${next} to have all archived`, ARCHIVED_AGAIN_SECONDS, () => {
      return since().includes(HAS_ALL) || since().slice(-1000);
    });
    const keys = await (await repository.bucket()).keys("postgres/archive/");
    expect(segments.filter((segment) => !keys.some((key) => key.includes(`/${segment}-`)))).toEqual([]);
  }

  /** Has a job run. @throws Error with what it printed, where it fails */
  async function done(job: Parameters<Repository["run"]>[0]): Promise<BackupRun> {
    const run = await repository.run(job);
    if (!run.succeeded) throw new Error(`${job} failed:\n${run.log}`);
    return run;
  }

  /** Takes a backup and has it tested: neither tells of a gap. */
  async function hasNoGap(): Promise<void> {
    await repository.archiveNow();
    for (const job of ["postgres-backup-differential", "postgres-restore-test"] as const) {
      expect((await done(job)).outcome).not.toHaveProperty("missingSegments");
    }
  }

  it("archives after a switchover what the old primary couldn't, because the store was down", () =>
    observed.through("switchover while the store is down", async (leader) => {
      const { pods } = observed.database;
      pods.killHard(STORE, { keepDown: true });
      await archivedAgain(
        leader,
        () => new ByHand(observed.database).patronictl(leader, "switchover", "--force", "--leader", leader),
        () => pods.bringUp(STORE),
      );
      await hasNoGap();
    }));

  it("archives after a failover what the lost primary couldn't, because the store was down, without that one", () =>
    observed.through("primary lost while the store is down", async (leader) => {
      const { pods } = observed.database;
      pods.killHard(STORE, { keepDown: true });
      await archivedAgain(
        leader,
        () => pods.killHard(leader, { keepDown: true }),
        () => pods.bringUp(STORE),
      );
      await hasNoGap();
      pods.bringUp(leader);
    }));

  it("fails a restore test for a file that somebody deleted, and passes it once the file is brought back", async () => {
    const { outcome } = await done("postgres-backup-differential");
    const bucket = await repository.bucket();
    const keys = await bucket.keys(`postgres/backup/postgres/${String(outcome.backup)}/`);
    const file = keys.find((key) => !key.includes("backup.manifest"))!;
    const moment = await momentApart();
    await bucket.delete(file);

    const failed = await repository.run("postgres-restore-test");
    expect([failed.succeeded, failed.log]).toEqual([false, expect.stringContaining(String(outcome.backup))]);
    expect(failed.log).toMatch(/"result": "failed", "error": "pgbackrest restore: .*missing file/);

    await repository.bringBack(moment, file);
    await done("postgres-restore-test");
  });

  it("makes a backup anew whose job was killed midway, and the next ones as ever", async () => {
    const name = await repository.begin("postgres-backup-full");
    await repository.killMidway(name);
    const { succeeded, log: printed } = await repository.end(name);
    expect([succeeded, printed]).toEqual([true, expect.any(String)]);
    expect(await observed.database.jobs.containersOf(name)).toHaveLength(2);
    await done("postgres-backup-full");
    await hasNoGap();
    expect((await repository.backups()).filter(({ error }) => error)).toEqual([]);
  });

  it("gives some of the log up with wrong keys, goes on taking writes, and tells of the gap until two backups later", () =>
    observed.through("wrong keys of the store", async (leader) => {
      const right = await repository.memberConfiguration();
      await repository.reconfigureMembers(right.replace(/^(repo1-s3-key-secret=).*$/m, "$1wrong"));
      const before = log(leader).length;
      const segments = QUEUE_MEBIBYTES / SEGMENT_MEBIBYTES;
      const waitingMebibytes = async () => Number(await sql(leader, WAITING_SEGMENTS)) * SEGMENT_MEBIBYTES;
      for (let written = 0; written < segments + segments / 2; written += 1) {
        await sql(leader, NEXT_SEGMENT);
        await waitUntil("what waits to be within its bound", WAIT_SECONDS, async () => {
          const waiting = await waitingMebibytes();
          return waiting <= QUEUE_MEBIBYTES + SEGMENT_MEBIBYTES || `${waiting} MiB wait`;
        });
      }
      await waitUntil("some of the log to be given up", WAIT_SECONDS, async () => {
        const printed = log(leader).slice(before);
        return printed.includes(GIVEN_UP) || `${await waitingMebibytes()} MiB wait: ${printed.slice(-500)}`;
      });
      await observed.writer.oneMore();

      await repository.reconfigureMembers(right);
      await repository.archiveNow();
      const { outcome } = await done("postgres-backup-differential");
      expect(outcome.missingSegments).toBeGreaterThan(0);
      const tested = await repository.run("postgres-restore-test");
      expect([tested.succeeded, tested.log]).toEqual([
        false,
        expect.stringContaining("segments of the log are missing"),
      ]);
      await done("postgres-backup-differential");
      expect((await done("postgres-restore-test")).outcome.missingSegments).toEqual(outcome.missingSegments);
    }));

  /** A moment with a second between it and what was before, and one to what comes after: the store tells times to the second. */
  async function momentApart(): Promise<string> {
    const leader = observed.database.leader!;
    const text = `to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;
    await sql(leader, "SELECT pg_sleep(1)");
    const moment = await sql(leader, `SELECT ${text}`);
    await sql(leader, "SELECT pg_sleep(1)");
    return moment;
  }
});
