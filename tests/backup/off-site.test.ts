/**
 * That mainnet's backups are copied off-site as the program declares it, that nobody can read them there, and that they come back from
 * there; and that nothing which happens to the bucket, or to the destination, takes both. Dumps of redis, real age and rclone of the image
 * in the pod's processes, the job on request; another real S3 server stands for the destination. Other sources have a small file each.
 *
 * Not shown: Google Drive, distance, network policies, schedules. A destination that is slow or full is in the image's unit tests.
 */
import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { Connection, PATIENT_MS } from "../redis/connection";
import type { RedisUnderTest } from "../redis/redis-under-test";
import { TIMEOUT_MS } from "../support/bare-lab";
import { describeUnless } from "../support/describe-unless";
import { notInOwnNetwork } from "../support/own-network";
import type { S3Bucket } from "../support/s3-bucket";
import { S3Server } from "../support/s3-server";
import { until } from "../support/until";
import type { BackupUnderTest } from "./backup-under-test";
import { type KeptBackup, keptBackups, keptStamps, putOldBackup } from "./kept-backup";
import { FOLDER, OffSiteUnderTest, settingsFor } from "./off-site-under-test";
import { redisUnderBackup } from "./redis-under-backup";

jest.setTimeout(TIMEOUT_MS);

const SOURCE = "redis-dump";
const TEST = `${SOURCE}-test` as const;
const KEYS = 100;
/** What rclone begins each file with that it encrypts. */
const RCLONE_MAGIC = "RCLONE\0\0";

/** Sets all keys. @throws Error where the primary doesn't answer */
async function filled({ access }: RedisUnderTest): Promise<true> {
  const connection = await Connection.open(access.primary, PATIENT_MS);
  try {
    for (let index = 0; index < KEYS; index++) await connection.call("SET", `key-${index}`, "x");
    return true;
  } finally {
    connection.close();
  }
}

describeUnless(notInOwnNetwork(), "backups that are copied off-site", () => {
  let destination: S3Server;
  let redis: RedisUnderTest;
  let backup: BackupUnderTest;
  let bucket: S3Bucket;
  let offSite: OffSiteUnderTest;
  let others: readonly string[];

  beforeAll(async () => {
    destination = await S3Server.start();
    ({ redis, backup } = await redisUnderBackup("off-site", { settings: await settingsFor(destination) }));
    offSite = await OffSiteUnderTest.start(backup, destination);
    bucket = await backup.bucket();
    others = (await offSite.sources()).filter((source) => source !== SOURCE);
    // What was deployed meanwhile may have kept the processors from it.
    await until("redis to take keys", () => filled(redis).catch(String));
    await backup.succeeds(SOURCE);
    for (const source of others) await putOldBackup(bucket, asOf(source, await newest()), 1);
  });
  afterAll(async () => {
    await redis?.dispose();
    await destination?.stop();
  });

  const newest = async () => (await keptBackups(bucket, SOURCE)).at(-1)!;
  const asOf = (source: string, like: KeptBackup): KeptBackup => ({ ...like, manifest: { ...like.manifest, source } });
  const emptied = async (prefix: string) => {
    for (const key of await bucket.keys(prefix)) await bucket.delete(key);
  };

  it("all arrive, and neither names nor contents can be read there", async () => {
    const copied = 1 + others.length;
    expect(await offSite.send()).toMatchObject({ result: "done", copied, removed: 0 });
    const files = await destination.files();
    expect(files.size).toBe(2 * copied);
    const { stamp } = await newest();
    for (const [key, content] of files) {
      expect(key).toMatch(new RegExp(`^${FOLDER}/[0-9a-v]+/[0-9a-v]+/[0-9a-v]+/[0-9a-v]+$`));
      expect([stamp, SOURCE, "dumps/"].filter((text) => key.includes(text))).toEqual([]);
      expect(content.subarray(0, RCLONE_MAGIC.length).toString()).toBe(RCLONE_MAGIC);
      expect(["age-encryption", "takenAt", SOURCE].filter((text) => content.includes(text))).toEqual([]);
    }
  });

  it("are not copied again", async () => {
    const before = await offSite.there();
    expect(await offSite.send()).toMatchObject({ copied: 0, removed: 0, newest: { [SOURCE]: (await newest()).stamp } });
    expect(await offSite.there()).toEqual(before);
  });

  it("are not to be seen with another key", async () => {
    const { outcome } = await offSite.whileKeyDiffers(() => offSite.bringBack("--list"));
    expect(outcome).toEqual({ result: "done", backups: 0 });
    expect((await offSite.bringBack("--list")).outcome).toEqual({ result: "done", backups: 1 + others.length });
  });

  it("stay there whatever becomes of the bucket, and come back from there when it lost all", async () => {
    const lost = await newest();
    const before = await offSite.there();
    await emptied("");
    const said = await offSite.failsToSend();
    for (const source of [SOURCE, ...others]) expect(said).toContain(`store:dumps/${source} has no backup`);
    expect(await offSite.there()).toEqual(before);

    await expect(backup.fails(TEST)).resolves.toMatch(/has no backup/);
    const { succeeded, outcome } = await offSite.bringBackAsSender(SOURCE, lost.stamp);
    expect([succeeded, outcome.error]).toEqual([false, expect.stringMatching(/^upload .*AccessDenied/)]);
    expect(await bucket.keys("")).toEqual([]);
    expect((await offSite.bringBack(SOURCE, lost.stamp)).outcome).toMatchObject({ result: "done" });
    expect(await backup.succeeds(TEST)).toMatchObject({ result: "done", keys: KEYS, loaded: KEYS });
    expect(await newest()).toEqual(lost);
  });

  it("of one source are copied though another one has none, which is named", async () => {
    await backup.succeeds(SOURCE);
    const before = await offSite.there();
    const said = await offSite.failsToSend();
    expect(said).toContain(`store:dumps/${others[0]} has no backup`);
    expect(said).toContain("1 backups were copied");
    const after = await offSite.there();
    expect(after).toMatchObject(before);
    expect(Object.keys(after)).toHaveLength(Object.keys(before).length + 2);
    for (const source of others) await putOldBackup(bucket, asOf(source, await newest()), 1);
  });

  it("wait in the bucket while the destination is down, which is told, and go there once it is up", async () => {
    await offSite.send();
    const before = await offSite.there();
    await backup.succeeds(SOURCE);
    const kept = await bucket.objects();
    const said = await destination.whileDown(() => offSite.failsToSend());
    expect(said).toMatch(/^list store:dumps\/.*Look at the destination off-site/);
    expect(await bucket.objects()).toEqual(kept);
    expect(await offSite.there()).toEqual(before);
    await backup.succeeds(TEST);
    expect(await offSite.send()).toMatchObject({ copied: 1 });
  });

  describe("one that is spoilt in the bucket", () => {
    const spoil = async ({ key, manifest }: KeptBackup) => bucket.put(key, "x".repeat(manifest.encryptedBytes));

    it("is good off-site if it was copied before, and mended from there", async () => {
      const spoilt = await newest();
      const before = await offSite.there();
      await spoil(spoilt);
      expect(await offSite.send()).toMatchObject({ copied: 0 });
      expect(await offSite.there()).toEqual(before);
      expect(await backup.fails(TEST)).toContain(spoilt.stamp);
      expect((await offSite.bringBack(SOURCE, spoilt.stamp)).outcome).toMatchObject({ result: "done" });
      await backup.succeeds(TEST);
    });

    it("does not get there if it wasn't, and is named", async () => {
      await backup.succeeds(SOURCE);
      const spoilt = await newest();
      await spoil(spoilt);
      const before = await offSite.there();
      expect(await offSite.failsToSend()).toContain(`${SOURCE}/${spoilt.stamp}/dump.rdb.age is of`);
      expect(await offSite.there()).toEqual(before);
      await emptied(`${SOURCE}/${spoilt.stamp}/`);
    });

    it("with a manifest for it replaces nothing, there or here", async () => {
      const replaced = await newest();
      const before = await offSite.there();
      const file = `${SOURCE}/${replaced.stamp}/manifest.json`;
      const manifest = await bucket.get(file);
      await bucket.put(file, JSON.stringify({ ...replaced.manifest, sha256: "0".repeat(64) }));
      expect(await offSite.failsToSend()).toContain(`${SOURCE}/${replaced.stamp} is another backup in the bucket`);
      expect(await offSite.there()).toEqual(before);
      const { succeeded, outcome } = await offSite.bringBack(SOURCE, replaced.stamp);
      expect([succeeded, outcome.error]).toEqual([false, expect.stringContaining("another manifest.json")]);
      await bucket.put(file, manifest);
    });
  });

  it("go when they are too old, but for the newest four of a source", async () => {
    const like = await newest();
    const old: string[] = [];
    for (const daysAgo of [9, 8, 7, 6, 5]) old.push(await putOldBackup(bucket, like, daysAgo));
    await offSite.send();
    for (const stamp of old) await emptied(`${SOURCE}/${stamp}/`);
    const young = (await keptStamps(bucket, SOURCE)).length;
    const gone = Math.min(old.length, young + old.length - 4);
    expect(await offSite.whileKept(1, () => offSite.send())).toMatchObject({ copied: 0, removed: gone });
    const { log } = await offSite.bringBack("--list");
    const listed = log.split("\n").filter((line) => line.startsWith(SOURCE));
    expect(listed).toHaveLength(Math.max(4, young));
    for (const stamp of old.slice(0, gone)) expect(log).not.toContain(stamp);
  });
});
