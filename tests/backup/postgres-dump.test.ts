/**
 * That mainnet's database is dumped as the program declares it: from a replica, exactly as it was at one moment, into a bucket where
 * nobody can read it, by a role that can do nothing else; and that a test restores what was dumped. Real PostgreSQL, age, rclone and S3
 * server of the images in their pods' processes, the jobs on request, one client that writes throughout. What goes wrong with what is kept
 * is in kept-dumps.test.ts.
 *
 * Not shown: schedules, network policies, limits, how long dumps of large databases take.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { Client, type ClientConfig } from "pg";
import { ADMIN_ROLE, DATABASE } from "../../components/postgres/names";
import { waitUntil } from "../../lab/wait";
import { asService, memberTarget, rowsOf, TABLE } from "../postgres/clients";
import { MEMBERS } from "../postgres/database-under-test";
import { ObservedDatabase } from "../postgres/observed-database";
import { TIMEOUT_MS, WAIT_SECONDS } from "../support/bare-lab";
import { describeUnless } from "../support/describe-unless";
import { notInOwnNetwork } from "../support/own-network";
import type { S3Bucket } from "../support/s3-bucket";
import { backupImages } from "./backup-images";
import { BackupUnderTest } from "./backup-under-test";
import { type KeptBackup, keptBackups, keptStamps, putOldBackup } from "./kept-backup";

jest.setTimeout(TIMEOUT_MS);

const SOURCE = "postgres-dump";
const DUMPER = "dumper";
const ACCOUNTS = 1_000;
const ORDERS = 4_000;
/** Stands in every order: nobody may find it in the bucket. */
const NOTE = "deliver to the back door";
const TABLES = `
  SET ROLE ${ADMIN_ROLE};
  CREATE TABLE accounts (id bigint PRIMARY KEY, name text NOT NULL UNIQUE);
  CREATE TABLE orders (id bigserial PRIMARY KEY, account bigint NOT NULL REFERENCES accounts, note text NOT NULL);
  INSERT INTO accounts SELECT n, 'account ' || n FROM generate_series(1, ${ACCOUNTS}) n;
  INSERT INTO orders (account, note) SELECT 1 + n % ${ACCOUNTS}, '${NOTE} ' || n FROM generate_series(1, ${ORDERS}) n;`;
/** How often a member has read a table from end to end: each has its own count. */
const SCANS = "SELECT seq_scan FROM pg_stat_user_tables WHERE relname = 'orders'";

describeUnless(notInOwnNetwork(), "a database of three members that is dumped", () => {
  let observed: ObservedDatabase;
  let backup: BackupUnderTest;
  let bucket: S3Bucket;

  beforeAll(async () => {
    observed = await ObservedDatabase.start("postgres-dump", { besides: await backupImages() });
    const { database } = observed;
    await database.sql(database.leader!, TABLES, DATABASE);
    backup = await BackupUnderTest.start(database.lab, database.pods, false);
    bucket = await backup.bucket();
  });
  afterAll(() => observed?.dispose());
  afterEach(() => observed.expectNothingLost());

  const newest = async () => (await keptBackups(bucket, SOURCE)).at(-1)!;
  const rowsIn = ({ manifest }: KeptBackup) => manifest.facts.tables as Readonly<Record<string, number>>;
  const aReplica = async () => (await observed.database.members()).find(({ role }) => role === "replica")!.name;

  /** What members know of scans. A session tells of its own as it ends, or within a second or so. */
  async function scans(): Promise<ReadonlyMap<string, number>> {
    const counts = MEMBERS.map(async (member) => {
      return [member, Number(await observed.database.sql(member, SCANS, DATABASE))] as const;
    });
    return new Map(await Promise.all(counts));
  }

  it("is dumped from a replica, with all rows that were acknowledged", async () => {
    const before = await scans();
    const acknowledged = observed.writer.written.length;
    expect(await backup.succeeds(SOURCE)).toMatchObject({ result: "done" });
    const leader = observed.database.leader!;
    await waitUntil("a replica to tell of scans", WAIT_SECONDS, async () => {
      const after = await scans();
      const scanned: readonly string[] = MEMBERS.filter((member) => after.get(member)! > before.get(member)!);
      if (scanned.includes(leader)) throw new Error(`${leader}, the leader, was dumped`);
      return scanned.length > 0 || JSON.stringify([...after]);
    });
    const tables = rowsIn(await newest());
    expect(tables).toMatchObject({ "public.accounts": ACCOUNTS, "public.orders": ORDERS });
    // A replica may be a moment behind what the leader and one other have.
    expect(tables[`public.${TABLE}`]).toBeGreaterThan(acknowledged / 2);
    expect(tables[`public.${TABLE}`]).toBeLessThanOrEqual(Math.max(...observed.writer.written) + 1);
  });

  it("is kept where nobody can read it, as its manifest says", async () => {
    const { manifest, key, stamp } = await newest();
    expect(stamp).toBe(manifest.takenAt.replace(/[-:]/g, ""));
    expect(await bucket.keys(`${SOURCE}/${stamp}/`)).toEqual([key, `${SOURCE}/${stamp}/manifest.json`]);
    const [object] = await bucket.objects(key);
    expect(object!.bytes).toBe(manifest.encryptedBytes);
    expect(manifest).toMatchObject({
      ...{ source: SOURCE, file: `${DATABASE}.dump` },
      ...{ sha256: expect.stringMatching(/^[0-9a-f]{64}$/), recipient: expect.stringMatching(/^age1/) },
    });
    expect(manifest.bytes).toBeGreaterThan(5_000);
    const content = await bucket.get(key);
    expect(content.startsWith("age-encryption.org/v1\n")).toBe(true);
    // What every dump begins with, and what is in this one.
    expect(["PGDMP", "accounts", NOTE].filter((text) => content.includes(text))).toEqual([]);
  });

  it("is restored by its test, with as many rows in each table", async () => {
    const rows = Object.values(rowsIn(await newest()));
    expect(await backup.succeeds(`${SOURCE}-test`)).toMatchObject({
      ...{ result: "done", tables: rows.length, rows: rows.reduce((sum, some) => sum + some, 0), foreignKeys: 1 },
    });
  });

  it("is dumped again with what came since", async () => {
    const before = rowsIn(await newest());
    await observed.writer.oneMore();
    await backup.succeeds(SOURCE);
    expect(rowsIn(await newest())[`public.${TABLE}`]).toBeGreaterThan(before[`public.${TABLE}`]!);
    await backup.succeeds(`${SOURCE}-test`);
  });

  it("is dumped with a replica down", () =>
    observed.through("dumped with a replica down", async () => {
      const replica = await aReplica();
      observed.database.pods.killHard(replica, { keepDown: true });
      await backup.succeeds(SOURCE).finally(() => observed.database.pods.bringUp(replica));
      await backup.succeeds(`${SOURCE}-test`);
    }));

  describe("where it can't be dumped, the job says why and nothing is pruned", () => {
    let old: readonly string[];

    beforeAll(async () => {
      const like = await newest();
      old = await Promise.all([45, 44, 43, 42, 41].map((daysAgo) => putOldBackup(bucket, like, daysAgo)));
    });

    /** Has the job fail. Gives what it says, where all that was kept still is and nothing was added. */
    async function failure(): Promise<string> {
      const before = await bucket.keys();
      const said = await backup.fails(SOURCE);
      expect(await bucket.keys()).toEqual(before);
      return said;
    }

    it("with all members down", () =>
      observed.through("all members down", async () => {
        for (const member of MEMBERS) observed.database.pods.killHard(member, { keepDown: true });
        try {
          expect(await failure()).toMatch(/postgres-\d/);
        } finally {
          for (const member of MEMBERS) observed.database.pods.bringUp(member);
        }
      }));

    it("with a server that another authority vouches for", async () => {
      const other = await backup.files.read({ kind: "secret", name: "objectstore-server-tls", key: "ca.crt" });
      const file = { kind: "secret", name: "postgres-dump-tls", key: "ca.crt" } as const;
      expect(await backup.files.whileChanged(file, () => other, failure)).toMatch(/certificate/i);
    });

    it("as a role that its certificate isn't for", async () => {
      const file = { kind: "configmap", name: "postgres-dump-backup", key: "dump.json" } as const;
      const asAdministrator = (content: string) => content.replace(`"${DUMPER}"`, `"${ADMIN_ROLE}"`);
      expect(await backup.files.whileChanged(file, asAdministrator, failure)).toMatch(new RegExp(ADMIN_ROLE));
    });

    it("and the next dump is good, and prunes what is older than a month", async () => {
      await backup.succeeds(SOURCE);
      const kept = await keptStamps(bucket, SOURCE);
      expect(old.filter((stamp) => kept.includes(stamp))).toEqual([]);
      expect(kept.length).toBeGreaterThanOrEqual(4);
      await backup.succeeds(`${SOURCE}-test`);
    });
  });

  describe("what the role can't do that dumps", () => {
    /** Has the role run a statement in a member. @throws what the server says */
    async function asDumper(member: string, statement: string, database = DATABASE): Promise<unknown> {
      const secret = (key: string) => backup.files.read({ kind: "secret", name: "postgres-dump-tls", key });
      const { ssl, ...login } = (await asService(observed.database, DUMPER)) as ClientConfig & { readonly ssl: object };
      const shown = { cert: await secret("tls.crt"), key: await secret("tls.key") };
      const client = new Client({
        ...memberTarget(observed.database, member, { ...login, database, ssl: { ...ssl, ...shown } }),
        ...{ password: undefined, connectionTimeoutMillis: 10_000, query_timeout: 15_000 },
      });
      client.on("error", () => undefined);
      try {
        await client.connect();
        return (await client.query(statement)).rows;
      } finally {
        client.end().catch(() => undefined);
      }
    }

    it("it can read what it dumps", async () => {
      expect(await asDumper(await aReplica(), "SELECT count(*)::int AS rows FROM orders")).toEqual([{ rows: ORDERS }]);
    });

    it.each([
      ["write", `BEGIN READ WRITE; INSERT INTO ${TABLE} VALUES (-1)`],
      ["delete", "BEGIN READ WRITE; DELETE FROM orders"],
      ["make tables", "BEGIN READ WRITE; CREATE TABLE mine ()"],
      ["become another role", `SET ROLE ${ADMIN_ROLE}`],
      ["read files", "SELECT pg_read_file('PG_VERSION')"],
      ["run programs", "COPY orders TO PROGRAM 'true'"],
    ])("%s", async (_what, statement) => {
      await expect(asDumper(observed.database.leader!, statement)).rejects.toThrow(
        /permission denied|must be superuser/,
      );
    });

    it.each(["postgres", "template1"])("log in to database %s", async (database) => {
      await expect(asDumper(await aReplica(), "SELECT 1", database)).rejects.toThrow(/pg_hba\.conf|permission denied/);
    });

    it("nothing of all that is written", async () => {
      expect((await rowsOf(observed.database, observed.database.leader!)).includes(-1)).toBe(false);
      expect(await observed.database.sql(observed.database.leader!, "SELECT count(*) FROM orders", DATABASE)).toBe(
        String(ORDERS),
      );
    });
  });
});
