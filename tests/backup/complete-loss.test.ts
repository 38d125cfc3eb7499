/**
 * That mainnet's database, redis and backups come back where every server's disk is gone, in the order and by the commands of
 * docs/runbooks/complete-loss.md: from dumps that were copied off-site, and from what people keep. All begin empty on another lab; dumps come back
 * into the bucket, the database is filled before anything writes to it, then redis, and backups of each kind are made and proven again. What is
 * done too early, or twice, is refused or does no harm. Real processes of the images in the declared pods, jobs on request.
 *
 * Not shown: the servers, K3s and the update itself (objects are applied as the program declares them, with the secrets that the stack's state would
 * give them; how the state forgets a cluster that is gone is tests/lifecycle/forgotten-cluster.test.ts); backend services, of which there is
 * no image: a service's login stands for them; physical backups that survived (tests/postgres/restore.test.ts); a lost state; network policies.
 */
import { afterAll, beforeAll, expect, it, jest } from "@jest/globals";
import { Client } from "pg";
import { DATABASE } from "../../components/postgres/names";
import { asService, memberTarget } from "../postgres/clients";
import { NAMESPACE } from "../postgres/database-under-test";
import { Connection, PATIENT_MS } from "../redis/connection";
import { TIMEOUT_MS } from "../support/bare-lab";
import { describeUnless } from "../support/describe-unless";
import { notInOwnNetwork } from "../support/own-network";
import { S3Server } from "../support/s3-server";
import { until } from "../support/until";
import { BackupCommands } from "./backup-commands";
import type { Source } from "./backup-under-test";
import { keptBackups, keptStamps } from "./kept-backup";
import { copiedKeys, type KeyContent, liveKeys, writeBack } from "./key-contents";
import { WholeStack } from "./whole-stack";
import { CONTENTS, TABLES } from "./two-tables";

// A lab is begun, filled and lost, and another one begun, before the first test.
jest.setTimeout(2 * TIMEOUT_MS);

const SOURCES = ["postgres-dump", "redis-dump", "objects-dump"] as const satisfies readonly Source[];
const LIVE = ["--into", DATABASE, "--confirm", `mainnet/${DATABASE}`] as const;
const TABLE_COUNT = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'";
const ANOTHER_USER = "INSERT INTO users (name) VALUES ('another') RETURNING id::int";
/** Of each type, with and without an end. */
const KEYS: readonly (readonly [key: string, ...command: string[]])[] = [
  ["session:1", "SET", "session:1", "of user 1", "EX", "86400"],
  ["session:2", "SET", "session:2", "of user 2"],
  ["profile:1", "HSET", "profile:1", "name", "user 1", "language", "en"],
  ["queue", "RPUSH", "queue", "one", "two", "three"],
  ["members", "SADD", "members", "one", "two"],
];
const NAMES = KEYS.map(([key]) => key);
/** Half a year from now: nothing runs by itself while this does. */
const SELDOM = `0 0 1 ${((new Date().getUTCMonth() + 6) % 12) + 1} *`;

describeUnless(notInOwnNetwork(), "all servers are lost, and what was copied off-site is not", () => {
  let destination: S3Server;
  let stack: WholeStack | undefined;
  let commands: BackupCommands;
  /** What was dumped, and the dumps that are off-site. */
  let rows: string;
  let keys: ReadonlyMap<string, KeyContent>;
  let dumps: Readonly<Record<Source, string>>;
  let offSite: Readonly<Record<string, string>>;

  beforeAll(async () => {
    destination = await S3Server.start();
    stack = await WholeStack.start("before-the-loss", destination);
    await sql(TABLES);
    await until("redis to take keys", () => redisDoes(...KEYS.map(([, ...command]) => command)).catch(String));
    [rows, keys] = [await sql(CONTENTS), await liveKeys(stack.redis.access.primary, NAMES)];
    for (const source of SOURCES) await stack.backup.succeeds(source);
    dumps = await newestStamps();
    expect(await stack.offSite.send()).toMatchObject({ copied: SOURCES.length });
    offSite = await stack.offSite.there();
    // What no copy has is lost.
    await asAService(ANOTHER_USER);
    await redisDoes(["SET", "session:3", "of user 3"]);
    await stack.dispose();
    // Nobody ends it twice where the next one can't be begun.
    stack = undefined;
    stack = await WholeStack.start("after-the-loss", destination);
    commands = await BackupCommands.start(stack.database.lab, stack.database.pods);
  });
  afterAll(async () => {
    await commands?.dispose();
    await stack?.dispose();
    await destination?.stop();
  });

  const sql = (statement: string) => stack!.database.sql(stack!.database.leader!, statement, DATABASE);
  const restore = (expected: number, ...words: readonly string[]) =>
    commands.run(expected, "restore", "--source", "postgres-dump", "--backup", dumps["postgres-dump"], ...words);
  const kubectl = (...args: readonly string[]) =>
    stack!.database.lab.kubectl.run([...args, `--namespace=${NAMESPACE}`]);

  /** Runs a statement as one of the backend services would. */
  async function asAService(statement: string): Promise<readonly { readonly id: number }[]> {
    const { database } = stack!;
    const client = new Client(memberTarget(database, database.leader!, await asService(database)));
    await client.connect();
    try {
      return (await client.query<{ readonly id: number }>(statement)).rows;
    } finally {
      await client.end();
    }
  }

  /** Sends commands to redis' primary as a backend service would. @throws Error where one is refused */
  async function redisDoes(...sent: readonly (readonly string[])[]): Promise<true> {
    const connection = await Connection.open(stack!.redis.access.primary, PATIENT_MS);
    try {
      for (const words of sent) await connection.call(...words);
      return true;
    } finally {
      connection.close();
    }
  }

  async function newestStamps(): Promise<typeof dumps> {
    const bucket = await stack!.backup.bucket();
    const stamps = SOURCES.map(async (source) => [source, (await keptStamps(bucket, source)).at(-1)!] as const);
    return Object.fromEntries(await Promise.all(stamps)) as typeof dumps;
  }

  it("nothing goes off-site, into the bucket or into the database because of empty ones", async () => {
    const { backup, offSite: copies, redis } = stack!;
    expect(await sql(TABLE_COUNT)).toBe("0");
    expect(await liveKeys(redis.access.primary, [...NAMES, "session:3"])).toEqual(new Map());
    const said = await copies.failsToSend();
    for (const source of SOURCES) expect(said).toContain(`store:dumps/${source} has no backup`);
    expect(await copies.there()).toEqual(offSite);
    expect((await restore(1, ...LIVE)).stdout).toContain("has no backup");
    expect(await backup.fails("postgres-dump")).toMatch(/^leastBytes: /);
    // Of redis an empty dump is one, and from now on the newest: which one comes back is named.
    await backup.succeeds("redis-dump");
    expect(await sql(TABLE_COUNT)).toBe("0");
  });

  it("dumps come back into the new bucket, as they were", async () => {
    const { backup, offSite: copies } = stack!;
    const { log } = await copies.bringBack("--list");
    for (const source of SOURCES) {
      expect(log).toMatch(new RegExp(`^${source} +${dumps[source]} +\\d+ +no$`, "m"));
      expect(await copies.bringBack(source, dumps[source])).toMatchObject({ succeeded: true });
    }
    for (const source of SOURCES) expect(await keptStamps(await backup.bucket(), source)).toContain(dumps[source]);
    const [newest] = (await keptBackups(await backup.bucket(), "redis-dump")).slice(-1);
    expect(newest!.manifest.facts).toMatchObject({ keys: 0 });
    expect(await copies.there()).toEqual(offSite);
  });

  it("the database is loaded before anybody writes to it: what was dumped, no more and no less; and never twice", async () => {
    expect((await restore(0, ...LIVE)).stdout).toContain("postgres-reconcile");
    expect(await sql(CONTENTS)).toBe(rows);
    expect((await restore(1, ...LIVE)).stdout).toContain(
      "database gx_protocol has 2 tables, such as public.notices: nothing is loaded over what is there",
    );
    expect(await sql(CONTENTS)).toBe(rows);
  });

  it("roles and grants are as declared: a service logs in and writes, and may do no more", async () => {
    await kubectl("delete", "job", "--selector=app.kubernetes.io/name=postgres-reconcile");
    await stack!.database.update();
    await stack!.isWell();
    const [{ id } = { id: 0 }] = await asAService(ANOTHER_USER);
    // Of a replica: there a sequence is up to 32 numbers ahead, which nobody has then.
    expect(id).toBeGreaterThan(1000);
    await expect(asAService("CREATE TABLE mine ()")).rejects.toThrow(/permission denied/);
    await asAService(`DELETE FROM users WHERE id = ${id}`);
    expect(await sql(CONTENTS)).toBe(rows);
  });

  it("keys of redis come back from the dump that is named, and none over one that is there", async () => {
    const { redis } = stack!;
    await until("redis to take keys", () => redisDoes(["SET", "session:2", "since"]).catch(String));
    const copied = await commands.withCopy("redis-dump", copiedKeys, dumps["redis-dump"]);
    expect(copied).toEqual(keys);
    expect(await writeBack(redis.access.primary, copied)).toBe(NAMES.length - 1);
    const since = { type: "string", words: ["since"], expiresAt: "-1" };
    const live = await liveKeys(redis.access.primary, [...NAMES, "session:3"]);
    expect(live).toEqual(new Map([...keys, ["session:2", since]]));
  });

  it("backups of each kind are made and proven again, within their targets, and go off-site beside the earlier ones", async () => {
    const { offSite: copies } = stack!;
    for (const source of ["postgres-backup-full", ...SOURCES]) await commands.run(0, "now", "--source", source);
    for (const source of ["postgres-backup", ...SOURCES]) await commands.run(0, "verify", "--source", source);
    // Of redis there are two more: that of when it was empty.
    expect(await copies.send()).toMatchObject({ copied: SOURCES.length + 1, removed: 0 });
    expect(await copies.there()).toMatchObject(offSite);
    // Copies of physical backups are in repository-copies.test.ts.
    await kubectl("delete", "cronjob", "backup-repository-off-site");
    const patch = JSON.stringify({ spec: { suspend: false, schedule: SELDOM } });
    for (const cronJob of (await kubectl("get", "cronjobs", "--output=name")).trim().split("\n"))
      await kubectl("patch", cronJob, `--patch=${patch}`);
    expect((await commands.run(0, "status")).stdout).toContain("all within their targets");
  });
});
