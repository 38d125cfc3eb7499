/**
 * That mainnet's redis is dumped as the program declares it: from a replica, without that anybody takes the dump for a replica, by a user
 * who can do nothing else; and that a test loads what was dumped. Real Valkey, Sentinel, age, rclone and S3 server of the images in their
 * pods' processes, the jobs on request. What goes wrong with what is kept is in kept-dumps.test.ts.
 *
 * Not shown: schedules, network policies, limits, how long dumps of much data take.
 */
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { GROUP } from "../../components/redis/names";
import { waitUntil } from "../../lab/wait";
import { Connection, PATIENT_MS, type Target } from "../redis/connection";
import { asKeeper, listed, replicationState } from "../redis/members";
import { MEMBERS, type RedisUnderTest } from "../redis/redis-under-test";
import { TIMEOUT_MS, WAIT_SECONDS } from "../support/bare-lab";
import { describeUnless } from "../support/describe-unless";
import { notInOwnNetwork } from "../support/own-network";
import type { S3Bucket } from "../support/s3-bucket";
import type { BackupUnderTest } from "./backup-under-test";
import { type KeptBackup, keptBackups } from "./kept-backup";
import { redisUnderBackup } from "./redis-under-backup";

jest.setTimeout(TIMEOUT_MS);

const SOURCE = "redis-dump";
const STRINGS = 500;
/** Stands in every string: nobody may find it in the bucket. */
const NOTE = "seen at the back door";
/** Of each type, and with what servers keep besides: when a key expires. */
const OTHERS: readonly (readonly string[])[] = [
  ["RPUSH", "list", "one", "two", "three"],
  ["HSET", "hash", "field", "value", "other", "value"],
  ["SADD", "set", "one", "two"],
  ["ZADD", "sorted", "1", "one", "2", "two"],
  ["XADD", "stream", "*", "field", "value"],
  ["PFADD", "estimate", "one", "two"],
  ["SETBIT", "bits", "1000", "1"],
  ["SET", "expires-late", "x", "EX", "1000000"],
];
const KEYS = STRINGS + OTHERS.length;
/** Between two looks at who is a replica, while a dump is taken. */
const LOOK_MS = 100;

describeUnless(notInOwnNetwork(), "a redis of three members that is dumped", () => {
  let redis: RedisUnderTest;
  let backup: BackupUnderTest;
  let bucket: S3Bucket;

  beforeAll(async () => {
    ({ redis, backup } = await redisUnderBackup("redis-dump"));
    bucket = await backup.bucket();
    const connection = await Connection.open(redis.access.primary, PATIENT_MS);
    for (let index = 0; index < STRINGS; index++) await connection.call("SET", `string-${index}`, `${NOTE} ${index}`);
    for (const words of OTHERS) await connection.call(...words);
    connection.close();
    await allHave(KEYS);
  });
  afterAll(() => redis?.dispose());
  // Sentinels know the two replicas and nothing else.
  afterEach(() => redis.isWell());

  const newest = async () => (await keptBackups(bucket, SOURCE)).at(-1)!;
  const factsOf = ({ manifest }: KeptBackup) => manifest.facts as { readonly member: string; readonly keys: number };
  const replicas = () => MEMBERS.filter((member) => member !== redis.primary);

  /** What a command answers to whoever logs in. @throws what the server says */
  async function asked(target: Target, ...words: readonly string[]) {
    const connection = await Connection.open(target, PATIENT_MS);
    try {
      return await connection.call(...words);
    } finally {
      connection.close();
    }
  }

  async function allHave(keys: number): Promise<void> {
    for (const member of MEMBERS) {
      await waitUntil(`${member} to have ${keys} keys`, WAIT_SECONDS, async () => {
        const found = await asked(redis.access.asService(member, "redis"), "DBSIZE");
        return found === keys || String(found);
      });
    }
  }

  /** How many replicas each Sentinel knows, and how many the primary has. */
  async function knownReplicas(): Promise<readonly number[]> {
    const bySentinels = MEMBERS.map((member) =>
      asKeeper(redis.access, member, "sentinel", async (connection) => {
        return listed(await connection.call("SENTINEL", "REPLICAS", GROUP)).length;
      }),
    );
    const { connected_slaves: byPrimary } = await asKeeper(redis.access, redis.primary, "redis", replicationState);
    return [...(await Promise.all(bySentinels)), Number(byPrimary)];
  }

  it("is dumped from a replica, and nobody takes the dump for one", async () => {
    const { primary } = redis;
    const seen = new Set<string>();
    let isOver = false;
    const looking = (async () => {
      while (!isOver) {
        // Who is too busy to answer in time says nothing of replicas.
        const known = await knownReplicas().catch(() => undefined);
        if (known) seen.add(JSON.stringify(known));
        await pause(LOOK_MS);
      }
    })();
    try {
      expect(await backup.succeeds(SOURCE)).toMatchObject({ result: "done" });
    } finally {
      isOver = true;
      await looking;
    }
    expect([...seen]).toEqual([JSON.stringify([2, 2, 2, 2])]);
    const { member, keys } = factsOf(await newest());
    expect(MEMBERS).toContain(member);
    expect([member === primary, keys]).toEqual([false, KEYS]);
  });

  it("is kept where nobody can read it", async () => {
    const { key, manifest } = await newest();
    expect(manifest).toMatchObject({ source: SOURCE, file: "dump.rdb" });
    const content = await bucket.get(key);
    expect(content.startsWith("age-encryption.org/v1\n")).toBe(true);
    expect(["REDIS0", "expires-late", NOTE].filter((text) => content.includes(text))).toEqual([]);
  });

  it("is loaded by its test, with as many keys", async () => {
    expect(await backup.succeeds(`${SOURCE}-test`)).toMatchObject({ result: "done", keys: KEYS, loaded: KEYS });
  });

  it("is loaded without keys that have expired since, and that is no fault", async () => {
    const connection = await Connection.open(redis.access.primary, PATIENT_MS);
    // Longer than a dump takes, shorter than the dump and its test.
    const seconds = 60;
    const until = Date.now() + seconds * 1000;
    await connection.call("SET", "expires-soon", "x", "EX", String(seconds));
    connection.close();
    await allHave(KEYS + 1);
    await backup.succeeds(SOURCE);
    expect(factsOf(await newest()).keys).toBe(KEYS + 1);
    await pause(Math.max(0, until + 1000 - Date.now()));
    expect(await backup.succeeds(`${SOURCE}-test`)).toMatchObject({ result: "done", keys: KEYS + 1, loaded: KEYS });
    await allHave(KEYS);
  });

  it("is dumped from the other replica where one is down", async () => {
    const [down, other] = replicas();
    redis.pods.killHard(down!, { keepDown: true });
    try {
      await backup.succeeds(SOURCE);
    } finally {
      redis.pods.bringUp(down!);
    }
    expect(factsOf(await newest()).member).toBe(other);
  });

  it("is not dumped where no replica streams: the job says so, and nothing is added", async () => {
    const before = await bucket.keys();
    const cutOff = replicas();
    // All of them are up, and reached by the job: it is from the primary that the replicas are cut off.
    for (const replica of cutOff) await redis.pods.cutFromPods(replica);
    for (const replica of cutOff) await losesItsPrimary(replica);
    try {
      const said = await backup.fails(SOURCE);
      for (const replica of cutOff) expect(said).toContain(replica);
      expect(said).toMatch(/primary/);
    } finally {
      for (const replica of cutOff) await redis.pods.healPods(replica);
    }
    expect(await bucket.keys()).toEqual(before);
    // Sentinels that were cut off from the primary may elect another as soon as two of them reach each other.
    await redis.isWell();
    await backup.succeeds(SOURCE);
    await backup.succeeds(`${SOURCE}-test`);
  });

  async function losesItsPrimary(replica: string): Promise<void> {
    await waitUntil(`${replica} to lose its primary`, WAIT_SECONDS, async () => {
      const { master_link_status: link } = await asKeeper(redis.access, replica, "redis", replicationState);
      return link === "down" || `the link is ${link}`;
    });
  }

  describe("what the user can't do who dumps", () => {
    async function dumper(member: string): Promise<Target> {
      const password = await backup.files.read({ kind: "secret", name: SOURCE, key: "password" });
      return { ...redis.access.asService(member, "redis"), login: { user: "dumper", password: password.trim() } };
    }

    it("it can ask who streams", async () => {
      expect(String(await asked(await dumper(redis.primary), "INFO", "replication"))).toContain("role:master");
    });

    it.each<readonly string[]>([
      ["GET", "string-0"],
      ["SET", "string-0", "mine"],
      ["DEL", "string-0"],
      ["KEYS", "*"],
      ["SCAN", "0"],
      ["DUMP", "string-0"],
      ["EVAL", "return redis.call('GET', 'string-0')", "0"],
      ["CONFIG", "GET", "*"],
      ["ACL", "LIST"],
      ["REPLICAOF", "NO", "ONE"],
      ["FLUSHALL"],
      ["SHUTDOWN", "NOSAVE"],
    ])("%s", async (...words) => {
      await expect(asked(await dumper(redis.primary), ...words)).rejects.toThrow(/^NOPERM/);
      expect(await asked(redis.access.primary, "GET", "string-0")).toBe(`${NOTE} 0`);
    });
  });
});
