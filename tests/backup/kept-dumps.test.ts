/**
 * What goes wrong with kept backups and the store that they are in: whoever is told of it, which backup it is, and that nothing is removed
 * while anything is in doubt. On dumps of mainnet's redis: `keep` and `fetch` are the same for all sources. Real processes, as in
 * redis-dump.test.ts. Old backups are put there by hand: no test waits for days.
 */
import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { POD as STORE } from "../objectstore/deployed-store";
import { Connection, PATIENT_MS } from "../redis/connection";
import type { RedisUnderTest } from "../redis/redis-under-test";
import { TIMEOUT_MS } from "../support/bare-lab";
import { describeUnless } from "../support/describe-unless";
import { notInOwnNetwork } from "../support/own-network";
import type { S3Bucket } from "../support/s3-bucket";
import { STORE_SECRETS } from "../../components/backup/names";
import type { BackupUnderTest, DumpRun } from "./backup-under-test";
import { type KeptBackup, keptBackups, keptStamps, putOldBackup, putUnfinished } from "./kept-backup";
import { redisUnderBackup } from "./redis-under-backup";

jest.setTimeout(TIMEOUT_MS);

const SOURCE = "redis-dump";
const KEYS = 100;
const TEST = `${SOURCE}-test` as const;

describeUnless(notInOwnNetwork(), "the kept dumps of a redis", () => {
  let redis: RedisUnderTest;
  let backup: BackupUnderTest;
  let bucket: S3Bucket;

  beforeAll(async () => {
    ({ redis, backup } = await redisUnderBackup("kept-dumps"));
    bucket = await backup.bucket();
    const connection = await Connection.open(redis.access.primary, PATIENT_MS);
    for (let index = 0; index < KEYS; index++) await connection.call("SET", `key-${index}`, "x");
    connection.close();
  });
  afterAll(() => redis?.dispose());

  const newest = async () => (await keptBackups(bucket, SOURCE)).at(-1)!;
  const stamps = () => keptStamps(bucket, SOURCE);

  describe("what is old", () => {
    let first: KeptBackup;

    beforeAll(async () => {
      await backup.succeeds(SOURCE);
      first = await newest();
    });

    it("is removed after seven days, but for the newest four", async () => {
      const old: string[] = [];
      for (const daysAgo of [30, 20, 10, 9, 8]) old.push(await putOldBackup(bucket, first, daysAgo));
      await backup.succeeds(SOURCE);
      const kept = [...old.slice(3), first.stamp, (await newest()).stamp];
      expect(await stamps()).toEqual(kept);
      expect((await bucket.keys(`${SOURCE}/`)).map((key) => key.split("/")[1])).toEqual(
        kept.flatMap((one) => [one, one]),
      );
      await backup.succeeds(SOURCE);
      await backup.succeeds(SOURCE);
      // Now there are four that are newer than any of the old ones.
      expect(await stamps()).toHaveLength(4);
      expect((await stamps()).filter((stamp) => old.includes(stamp))).toEqual([]);
    });

    it("is kept where it is younger than that, however many there are", async () => {
      const young = await putOldBackup(bucket, first, 6);
      await backup.succeeds(SOURCE);
      expect(await stamps()).toContain(young);
    });

    it("is no backup where its upload wasn't finished, and is removed when a backup would be", async () => {
      const [old, fresh] = [await putUnfinished(bucket, first, 8), await putUnfinished(bucket, first, 0)];
      await backup.setAge(old, 8);
      await backup.succeeds(TEST);
      await backup.succeeds(SOURCE);
      const keys = await bucket.keys(`${SOURCE}/`);
      expect([keys.includes(old), keys.includes(fresh)]).toEqual([false, true]);
      await bucket.delete(fresh);
    });

    it("fails the restore test where nothing newer is kept", async () => {
      const moment = new Date().toISOString();
      for (const key of await bucket.keys(`${SOURCE}/`)) await bucket.delete(key);
      await putOldBackup(bucket, first, 2);
      expect(await backup.fails(TEST)).toMatch(/48\b.*hours/);
      await backup.store.bringBack(bucket.name, moment, `${SOURCE}/`);
      await backup.succeeds(TEST);
    });
  });

  /** What may become of an object; whether whoever looks at its size sees it. */
  const DAMAGES: readonly [what: string, isSeenBySize: boolean, damage: (key: string) => Promise<void>][] = [
    ["truncated", true, async (key) => bucket.put(key, (await bucket.get(key)).slice(0, 50))],
    ["emptied", true, (key) => bucket.put(key, "")],
    ["deleted", true, (key) => bucket.delete(key)],
    ["replaced", false, async (key) => bucket.put(key, "x".repeat((await newest()).manifest.encryptedBytes))],
  ];

  describe.each(DAMAGES)("an object that was %s", (_what, isSeenBySize, damage) => {
    let damaged: KeptBackup;
    let moment: string;

    beforeAll(async () => {
      await backup.succeeds(SOURCE);
      damaged = await newest();
      moment = new Date().toISOString();
      await damage(damaged.key);
    });

    it("fails the restore test, which says which", async () => {
      expect(await backup.fails(TEST)).toContain(damaged.stamp);
    });

    it(`${isSeenBySize ? "has" : "does not have"} the next backup fail, which is kept and removes nothing`, async () => {
      const old = await putOldBackup(bucket, damaged, 40);
      const before = await stamps();
      if (isSeenBySize) {
        expect(await backup.fails(SOURCE)).toContain(damaged.stamp);
        expect((await stamps()).slice(0, -1)).toEqual(before);
        // The new one is good.
        await backup.succeeds(TEST);
      } else {
        await backup.succeeds(SOURCE);
        expect(await stamps()).not.toContain(old);
      }
    });

    it("is brought back from the bucket's earlier versions, and then all goes on", async () => {
      await backup.store.bringBack(bucket.name, moment, `${SOURCE}/`);
      const [object] = await bucket.objects(damaged.key);
      expect(object?.bytes).toBe(damaged.manifest.encryptedBytes);
      await backup.succeeds(SOURCE);
      await backup.succeeds(TEST);
    });
  });

  it("that is damaged for good is given up by hand, and then all goes on", async () => {
    await backup.succeeds(SOURCE);
    const { stamp, key } = await newest();
    await bucket.delete(key);
    expect(await backup.fails(SOURCE)).toContain(stamp);
    // What the runbook has it run, by the keys that this job has.
    const { succeeded, log } = await backup.instead(SOURCE, {
      command: [
        ...["rclone", "--config", "/etc/rclone/rclone.conf", "--ca-cert", "/etc/rclone/ca.crt", "--cache-dir", "/tmp"],
        ...["delete", `store:${bucket.name}/${SOURCE}/${stamp}`],
      ],
    });
    if (!succeeded) throw new Error(`rclone failed:\n${log}`);
    expect(await stamps()).not.toContain(stamp);
    await backup.succeeds(SOURCE);
    await backup.succeeds(TEST);
  });

  describe("a store that fails", () => {
    let old: string;
    let before: readonly string[];

    beforeAll(async () => {
      old = await putOldBackup(bucket, await newest(), 40);
      before = await stamps();
    });

    /** That a job ended without a new backup, told why, and removed nothing; and that the next one does both. */
    async function failedAndGoesOn({ succeeded, outcome }: DumpRun): Promise<void> {
      expect(outcome).toMatchObject({ result: "failed", error: expect.stringMatching(/store|rclone/) });
      expect(succeeded).toBe(false);
      expect(await stamps()).toEqual(before);
      await backup.succeeds(SOURCE);
      await backup.succeeds(TEST);
      expect(await stamps()).not.toContain(old);
      old = await putOldBackup(bucket, await newest(), 40);
      before = await stamps();
    }

    it("because it is frozen while a dump is sent", async () => {
      const name = await backup.begin(SOURCE);
      const pod = await backup.holdAt(name, "keep");
      const run = await backup.whileStoreIsFrozen(() => {
        backup.goOn(pod, "keep");
        return backup.end(name);
      });
      await failedAndGoesOn(run);
    });

    it("because it is down when a dump is sent", async () => {
      const name = await backup.begin(SOURCE);
      const pod = await backup.holdAt(name, "keep");
      redis.pods.killHard(STORE, { keepDown: true });
      backup.goOn(pod, "keep");
      const run = await backup.end(name).finally(() => redis.pods.bringUp(STORE));
      await backup.store.isReady();
      await failedAndGoesOn(run);
    });

    it("because it doesn't know the key", async () => {
      const file = (name: string) => ({ kind: "secret", name, key: "rclone.conf" }) as const;
      const wrong = (content: string) => content.replace(/(secret_access_key *= *)\S+/, `$1${"0".repeat(64)}`);
      await backup.files.whileChanged(file(STORE_SECRETS.reader), wrong, async () => {
        expect(await backup.fails(TEST)).toMatch(/403|Forbidden|SignatureDoesNotMatch|AccessDenied/);
      });
      const run = await backup.files.whileChanged(file(STORE_SECRETS.keeper), wrong, async () =>
        backup.end(await backup.begin(SOURCE)),
      );
      await failedAndGoesOn(run);
    });

    it("or a job that is killed midway: what it sent is no backup, and the next one is good", async () => {
      const name = await backup.begin(SOURCE);
      const stamp = await backup.killBeforeManifest(name, SOURCE);
      expect((await backup.end(name)).succeeded).toBe(false);
      expect(await bucket.keys(`${SOURCE}/${stamp}/`)).toEqual([`${SOURCE}/${stamp}/dump.rdb.age`]);
      expect(await stamps()).toEqual(before);
      await backup.succeeds(TEST);
      await backup.succeeds(SOURCE);
      await backup.setAge(`${SOURCE}/${stamp}/dump.rdb.age`, 8);
      await backup.succeeds(SOURCE);
      expect(await bucket.keys(`${SOURCE}/${stamp}/`)).toEqual([]);
    });
  });
});
