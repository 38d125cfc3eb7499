/**
 * The commands of `npm run ops -- backup`, as processes, against mainnet's redis and its dumps: a real API server and its Job and CronJob
 * controllers, real dumps in the pods' processes. Logs go through the API server to a stand-in for the kubelets.
 *
 * Not shown: schedules that come round, several sources at once, lists of physical backups.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, expect, it, jest } from "@jest/globals";
import { waitUntil } from "../../lab/wait";
import { Connection, PATIENT_MS } from "../redis/connection";
import { NAMESPACE, type RedisUnderTest } from "../redis/redis-under-test";
import { TIMEOUT_MS, WAIT_SECONDS } from "../support/bare-lab";
import { describeUnless } from "../support/describe-unless";
import { notInOwnNetwork } from "../support/own-network";
import { BackupCommands } from "./backup-commands";
import type { BackupUnderTest } from "./backup-under-test";
import { keptStamps } from "./kept-backup";
import { redisUnderBackup } from "./redis-under-backup";

jest.setTimeout(TIMEOUT_MS);

const SOURCE = "redis-dump";
const KEYS = 100;
const TEST = `${SOURCE}-test`;
const IN_NAMESPACE = `--namespace=${NAMESPACE}`;
const REQUESTED = "--selector=gxcoin.money/requested-by=ops-backup";
/** Half a year from now: nothing runs by itself while this does. */
const SELDOM = `0 0 1 ${((new Date().getUTCMonth() + 6) % 12) + 1} *`;

/** The part of what `status --json` prints that is looked at here. */
interface Status {
  readonly withinTargets: boolean;
  readonly sources: readonly {
    readonly source: string;
    readonly ageMinutes?: number;
    readonly bytes?: number;
    readonly recoverySeconds?: number;
    readonly recoveryPointMinutes?: number;
    readonly shortfalls: readonly { readonly kind: string; readonly what: string; readonly remedy: string }[];
  }[];
}

describeUnless(notInOwnNetwork(), "the commands for backups", () => {
  let redis: RedisUnderTest;
  let backup: BackupUnderTest;
  let commands: BackupCommands;

  beforeAll(async () => {
    ({ redis, backup } = await redisUnderBackup("ops-backup"));
    commands = await BackupCommands.start(redis.lab, redis.pods);
    // What is dumped of systems that aren't deployed here is none of this lab's sources.
    const others = (await kubectl("get", "cronjobs", "--output=name")).split("\n").filter(Boolean);
    const foreign = others.filter((name) => ![SOURCE, TEST].includes(name.split("/")[1]!));
    if (foreign.length > 0) await kubectl("delete", ...foreign);
    for (const name of [SOURCE, TEST]) await patch(name, { suspend: false, schedule: SELDOM });
    await asked(async (connection) => {
      for (let index = 0; index < KEYS; index++) await connection.call("SET", `key-${index}`, `value ${index}`);
    });
  });
  afterAll(async () => {
    await commands?.dispose();
    await redis?.dispose();
  });

  const kubectl = (...args: readonly string[]) => redis.lab.kubectl.run([IN_NAMESPACE, ...args]);
  const patch = (cronJob: string, spec: object) =>
    kubectl("patch", "cronjob", cronJob, `--patch=${JSON.stringify({ spec })}`);
  const ops = (expected: number, command: string, ...more: readonly string[]) =>
    commands.run(expected, command, ...more);
  async function asked<T>(work: (primary: Connection) => Promise<T>): Promise<T> {
    const connection = await Connection.open(redis.access.primary, PATIENT_MS);
    try {
      return await work(connection);
    } finally {
      connection.close();
    }
  }
  const requestedJobs = async () =>
    (await kubectl("get", "jobs", REQUESTED, "--output=name")).split("\n").filter(Boolean);

  async function status(expected: number): Promise<Status["sources"][number]> {
    const { withinTargets, sources } = JSON.parse((await ops(expected, "status", "--json")).stdout) as Status;
    expect([withinTargets, sources.map(({ source }) => source)]).toEqual([expected === 0, [SOURCE]]);
    return sources[0]!;
  }

  it("say that there is no backup, and what to do", async () => {
    const { shortfalls } = await status(1);
    expect(shortfalls.map(({ remedy }) => remedy)).toEqual([
      `npm run ops -- backup now --stack mainnet --source ${SOURCE}`,
      `npm run ops -- backup verify --stack mainnet --source ${SOURCE}`,
    ]);
  });

  it("change nothing on a dry run", async () => {
    expect((await ops(0, "now", "--source", SOURCE, "--dry-run")).stdout).toContain("nothing was made");
    expect(await requestedJobs()).toEqual([]);
  });

  it("name the sources there are where one isn't", async () => {
    expect((await ops(2, "now", "--source", "redis")).all).toContain(`unknown source "redis": there are ${SOURCE}`);
  });

  it("make a backup, prove it, list it, and find all of it within its targets", async () => {
    const made = await ops(0, "now", "--source", SOURCE);
    const [stamp] = await keptStamps(await backup.bucket(), SOURCE);
    expect(made.stdout).toContain(`backup: ${SOURCE}/${stamp}`);
    expect((await ops(0, "verify", "--source", SOURCE)).stdout).toContain(`loaded: ${KEYS}`);
    expect((await ops(0, "list")).stdout).toContain(stamp);
    const found = await status(0);
    expect(found).toMatchObject({ recoveryPointMinutes: 360, shortfalls: [] });
    expect(found.bytes).toBeGreaterThan(88);
    expect(found.recoverySeconds).toBeGreaterThan(0);
    expect((await ops(0, "status")).stdout).toContain("all within their targets");
  });

  it("bring a lost key back from an earlier backup, restored beside the live one", async () => {
    const [earlier] = await keptStamps(await backup.bucket(), SOURCE);
    await asked((primary) => primary.call("DEL", "key-7"));
    await ops(0, "now", "--source", SOURCE);
    const found = async (stamp?: string) =>
      commands.withCopy(
        SOURCE,
        async ({ said, look, inside }) => {
          const { stdout } = await inside(...look, "GET", "key-7");
          // It is a server of its own: what is changed there is changed nowhere else.
          await inside(...look, "FLUSHALL");
          return [said, stdout.trim()] as const;
        },
        stamp,
      );
    const [said, value] = await found(earlier);
    expect(said).toContain(`${SOURCE}/${earlier}, taken at`);
    expect(value).toBe("value 7");
    expect((await found())[1]).toBe("");
    const { there, back } = await asked(async (primary) => {
      const before = await primary.call("DBSIZE");
      await primary.call("SET", "key-7", value, "NX");
      return { there: before, back: await primary.call("GET", "key-7") };
    });
    expect([there, back]).toEqual([KEYS - 1, "value 7"]);
  });

  it("restore nothing where there is no such backup, which is named, and count no copy as a proof", async () => {
    const stamp = "20200101T000000Z";
    const { stdout } = await ops(1, "restore", "--source", SOURCE, "--backup", stamp);
    expect(stdout).toContain(`has no backup ${stamp}. Choose one of those`);
    await ops(0, "cleanup");
    await status(0);
  });

  it("tell a failed Job's own words, until one succeeds", async () => {
    const facts = { kind: "configmap", name: `${SOURCE}-backup`, key: "source.json" } as const;
    const tooMuch = (content: string) => content.replace(/"leastBytes":\d+/, '"leastBytes":1000000000');
    await backup.files.whileChanged(facts, tooMuch, async () => {
      expect((await ops(1, "now", "--source", SOURCE)).stdout).toContain("failed: leastBytes: ");
    });
    const [{ kind, what } = { kind: "", what: "" }] = (await status(1)).shortfalls;
    expect([kind, what]).toEqual(["failed", expect.stringMatching(/^Job redis-dump-by-hand-\w+ failed: leastBytes: /)]);
    await ops(0, "now", "--source", SOURCE);
    await status(0);
  });

  it("name a CronJob that is suspended", async () => {
    await patch(TEST, { suspend: true });
    const { shortfalls } = await status(1);
    expect(shortfalls).toEqual([expect.objectContaining({ kind: "suspended", what: expect.stringContaining(TEST) })]);
    await patch(TEST, { suspend: false });
    await status(0);
  });

  it("leave a Job running that nobody waits for any more, refuse another meanwhile, and clean up when it has ended", async () => {
    const before = await requestedJobs();
    const child = spawn(process.execPath, commands.line("now", "--source", SOURCE), {
      cwd: commands.checkout.folder,
    });
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
    const ended = once(child, "close");
    const held = async () => (await requestedJobs()).find((job) => !before.includes(job))?.split("/")[1];
    let name: string | undefined;
    await waitUntil("a Job", WAIT_SECONDS, async () => ((name ??= await held()) !== undefined ? true : said));
    const pod = await backup.holdAt(name!, "keep");
    await waitUntil("it to be followed", WAIT_SECONDS, () => said.includes("keep runs") || said);
    child.kill("SIGINT");
    expect((await ended)[0]).toBe(130);
    expect(said).toContain(`logs job/${name}`);
    expect((await ops(2, "now", "--source", SOURCE)).all).toContain(`Job ${name} of CronJob ${SOURCE} runs already`);
    await ops(0, "cleanup");
    expect(await requestedJobs()).toEqual([`job.batch/${name}`]);
    backup.goOn(pod, "keep");
    expect((await backup.end(name!)).succeeded).toBe(true);
    expect((await ops(0, "cleanup", "--dry-run")).stdout).toContain(`Would remove Job ${name}`);
    await ops(0, "cleanup");
    expect(await requestedJobs()).toEqual([]);
    // Its success is remembered by the CronJob.
    expect((await status(0)).ageMinutes).toBeDefined();
  });
});
