/**
 * What becomes of kept backups where the store's volume is full, and where a node's clock is a day off: the job fails and says why, nothing is
 * removed, and the restore test says so too. On dumps of mainnet's redis: `keep` and `fetch` are the same for all sources. Real processes, as in
 * redis-dump.test.ts; the volume is a small one, filled to its last block, and clocks are set off by libfaketime.
 *
 * Not shown: rclone and age by a wrong clock, which goes by the machine's. A store refuses requests of another time of its own accord.
 */
import { afterAll, beforeAll, beforeEach, expect, it, jest } from "@jest/globals";
import { fill, free } from "../../lab/faults/full-volume";
import { CLAIM_NAME } from "../objectstore/deployed-store";
import { NAMESPACE, type RedisUnderTest } from "../redis/redis-under-test";
import { TIMEOUT_MS } from "../support/bare-lab";
import { describeUnless } from "../support/describe-unless";
import { notInOwnNetwork } from "../support/own-network";
import type { S3Bucket } from "../support/s3-bucket";
import type { BackupUnderTest, DumpJob } from "./backup-under-test";
import { keptBackups, keptStamps, putOldBackup } from "./kept-backup";
import { redisUnderBackup } from "./redis-under-backup";
import { whileClockIsOff } from "./wrong-clock";

jest.setTimeout(TIMEOUT_MS);

const SOURCE = "redis-dump";
const TEST = `${SOURCE}-test` as const;
const VOLUME_MEBIBYTES = 64;

describeUnless(notInOwnNetwork(), "the kept dumps of a redis", () => {
  let redis: RedisUnderTest;
  let backup: BackupUnderTest;
  let bucket: S3Bucket;
  let before: readonly string[];

  beforeAll(async () => {
    ({ redis, backup } = await redisUnderBackup("worst-moments", {
      claimMebibytes: { [CLAIM_NAME]: VOLUME_MEBIBYTES },
    }));
    bucket = await backup.bucket();
    for (let count = 0; count < 4; count++) await backup.succeeds(SOURCE);
  });
  afterAll(() => redis?.dispose());
  beforeEach(async () => {
    // Due to go at the next run, as there are four that are newer.
    await putOldBackup(bucket, (await keptBackups(bucket, SOURCE)).at(-1)!, 40);
    // Not due for another hour: it would go by a clock that is ahead.
    await putOldBackup(bucket, (await keptBackups(bucket, SOURCE)).at(-1)!, 7 - 1 / 24);
    before = await keptStamps(bucket, SOURCE);
  });

  const stamps = () => keptStamps(bucket, SOURCE);
  const withClock = <T>(job: DumpJob, off: string, work: () => Promise<T>) =>
    whileClockIsOff(redis.lab.kubectl, NAMESPACE, job, off, work);

  /** That the next run removes what is due, and nothing else, and can be restored. */
  async function goesOn(): Promise<void> {
    const due = before.filter((stamp) => stamp.startsWith(stampOf(40)));
    expect(due).toHaveLength(1);
    await backup.succeeds(SOURCE);
    expect((await stamps()).slice(0, -1)).toEqual(before.filter((stamp) => !due.includes(stamp)));
    await backup.succeeds(TEST);
  }

  it("all stay where the store's volume is full while another one is kept", async () => {
    const volume = await redis.pods.volumeFolder(CLAIM_NAME);
    const name = await backup.begin(SOURCE);
    const pod = await backup.holdAt(name, "keep");
    await fill(volume, VOLUME_MEBIBYTES);
    try {
      backup.goOn(pod, "keep");
      const { succeeded, outcome } = await backup.end(name);
      expect([succeeded, outcome]).toEqual([false, expect.objectContaining({ result: "failed" })]);
      expect(outcome.error).toMatch(/^upload .*rclone failed/);
      expect(await stamps()).toEqual(before);
      // What is there can be restored meanwhile.
      await backup.succeeds(TEST);
    } finally {
      free(volume);
    }
    await backup.store.isReady();
    await goesOn();
  });

  it.each([
    ["+1d", /^takenAt: .* is longer ago by this node's clock, .* is wrong/],
    // Within what the job may last, but not what the store's clock may differ by.
    ["+7m", /^this node's clock says .* the object store had what came just now at .* is wrong/],
    ["-1d", /^takenAt: .* is ahead of this node's clock/],
  ])(
    "all stay where what keeps a dump has a clock that is off by %s, and no backup is made of it",
    async (off, said) => {
      expect(await withClock(SOURCE, off, () => backup.fails(SOURCE))).toMatch(said);
      expect(await stamps()).toEqual(before);
      await goesOn();
    },
  );

  it.each([
    ["+1d", /^mostAgeHours: the newest backup, .*hours old/],
    ["-1d", /^takenAt: .* is of a moment to come: a clock is wrong/],
  ])("are not proven by a clock that is off by %s, which says so", async (off, said) => {
    expect(await withClock(TEST, off, () => backup.fails(TEST))).toMatch(said);
    await backup.succeeds(TEST);
  });
});

/** The day, in a stamp, that was so many days ago. */
function stampOf(daysAgo: number): string {
  return new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10).replaceAll("-", "");
}
