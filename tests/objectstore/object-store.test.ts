/**
 * That what the program declares keeps what it acknowledged, and lets each account do only what it is for: the declared objects
 * on a real API server, the real server and keeper of the image in their pod's processes, one client that puts objects throughout.
 *
 * Not shown: nodes, DNS, limits of memory, network policies, and a loss of power: what a killed process had written, the kernel
 * still has.
 */
import { connect } from "node:net";
import { afterAll, afterEach, beforeAll, expect, it, jest } from "@jest/globals";
import { TIMEOUT_MS } from "../support/bare-lab";
import { describeUnless } from "../support/describe-unless";
import { notInOwnNetwork } from "../support/own-network";
import { parts, S3Bucket } from "../support/s3-bucket";
import { askS3, type S3Request, type S3Target } from "../support/s3-client";
import { until } from "../support/until";
import { KEEPER, KEEPER_PROCESS, POD, SERVER, SERVER_PROCESS } from "./deployed-store";
import { ObjectStoreUnderTest } from "./object-store-under-test";
import { ObjectWriter } from "./object-writer";

jest.setTimeout(TIMEOUT_MS);

/** What is declared beside mainnet's own buckets, before and later. */
const [OTHER, ADDED] = ["other", "added"];
const VERSIONED = { earlierVersionsDays: 14 };
const BUCKETS = { "postgres-backup": VERSIONED, dumps: VERSIONED, [OTHER]: {} };
const BUCKET = "postgres-backup";

describeUnless(notInOwnNetwork(), "an object store", () => {
  let underTest: ObjectStoreUnderTest;
  let target: S3Target;
  let bucket: S3Bucket;
  let writer: ObjectWriter;

  beforeAll(async () => {
    underTest = await ObjectStoreUnderTest.start("objectstore");
    await underTest.update({ buckets: BUCKETS });
    target = await underTest.store.targetFor(await underTest.store.keysOf(BUCKET));
    bucket = new S3Bucket(BUCKET, () => target);
    writer = new ObjectWriter(bucket).start();
  });
  afterAll(async () => {
    await writer?.stop();
    await underTest?.dispose();
  });
  afterEach(async () => {
    await underTest.store.isReady();
    await writer.oneMore();
    expect(await writer.lost()).toEqual([]);
  });

  it("came from nothing, and gives back what was put", async () => {
    const content = `${"a line\n".repeat(100_000)}ä & <é>`;
    await bucket.put("folder/some object+1", content);
    expect(await bucket.get("folder/some object+1")).toBe(content);
    expect(await bucket.keys("folder/")).toEqual(["folder/some object+1"]);
  });

  it("keeps what was overwritten and deleted", async () => {
    await bucket.put("kept", "first");
    await bucket.put("kept", "second");
    await bucket.delete("kept");
    await expect(bucket.get("kept")).rejects.toThrow("NoSuchKey");
    const versions = (await bucket.versions()).filter(({ key }) => key === "kept");
    expect(versions.map(({ isDeletion }) => isDeletion).sort()).toEqual([false, false, true]);
    const contents = versions
      .filter(({ isDeletion }) => !isDeletion)
      .map(({ versionId }) => bucket.get("kept", versionId));
    expect((await Promise.all(contents)).sort()).toEqual(["first", "second"]);
  });

  it("brings back what a bucket held at a moment, when asked in the keeper's container", async () => {
    await bucket.put("brought-back/overwritten", "first");
    await bucket.put("brought-back/deleted", "first");
    const moment = new Date().toISOString();
    await bucket.put("brought-back/overwritten", "second");
    await bucket.delete("brought-back/deleted");
    await bucket.put("brought-back/later", "second");
    const asked = ["/opt/gx/bring-back", BUCKET, moment, "brought-back/"];
    expect(await underTest.pods.exec(POD, KEEPER, asked)).toMatchObject({ exitCode: 0, stderr: "" });
    expect(await bucket.get("brought-back/overwritten")).toBe("first");
    expect(await bucket.get("brought-back/deleted")).toBe("first");
    // What came since is nobody's loss.
    expect(await bucket.get("brought-back/later")).toBe("second");
  });

  it("keeps nothing of the kind where no earlier versions are declared", async () => {
    const other = await underTest.store.bucket(OTHER);
    await other.put("object", "first");
    await other.put("object", "second");
    await other.delete("object");
    expect(await other.keys()).toEqual([]);
    expect(await other.versions()).toEqual([]);
  });

  const VERSIONING = "<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>";
  it.each<[string, () => S3Request | Promise<S3Request>]>([
    ["make a bucket", () => ({ method: "PUT", path: "another" })],
    ["delete its bucket", () => ({ method: "DELETE", path: BUCKET })],
    ["see what another bucket holds", () => ({ method: "GET", path: OTHER, query: { "list-type": "2" } })],
    ["read another bucket's objects", () => ({ method: "GET", path: `${OTHER}/read-me` })],
    ["write another bucket's objects", () => ({ method: "PUT", path: `${OTHER}/mine`, body: "mine" })],
    ["delete another bucket's objects", () => ({ method: "DELETE", path: `${OTHER}/read-me` })],
    [
      "end the keeping of versions",
      () => ({ method: "PUT", path: BUCKET, query: { versioning: "" }, body: VERSIONING }),
    ],
    ["lift what it may not", () => ({ method: "DELETE", path: BUCKET, query: { policy: "" } })],
    ["delete an earlier version for good", anEarlierVersion],
  ])("an account may not %s", async (_what, request) => {
    const other = await underTest.store.bucket(OTHER);
    await other.put("read-me", "other's");
    const { status, text } = await bucket.ask(await request());
    expect([status, ...parts(text, "Code")]).toEqual([403, "AccessDenied"]);
    expect(await other.get("read-me")).toBe("other's");
  });

  async function anEarlierVersion(): Promise<S3Request> {
    await bucket.put("overwritten", "first");
    await bucket.put("overwritten", "second");
    const versions = (await bucket.versions()).filter(({ key }) => key === "overwritten");
    const { versionId } = versions.at(-1)!;
    expect(await bucket.get("overwritten", versionId)).toBe("first");
    return { method: "DELETE", path: `${BUCKET}/overwritten`, query: { versionId } };
  }

  it("an account sees no bucket of others in the list of all", async () => {
    const keys = await underTest.store.keysOf(BUCKET);
    const { status, text } = await askS3(await underTest.store.targetFor(keys), { method: "GET", path: "" });
    expect([status, parts(text, "Name").filter((name) => name !== BUCKET)]).toEqual([200, []]);
  });

  it.each([
    ["a wrong key", async () => ({ ...(await underTest.store.keysOf(BUCKET)), secretAccessKey: "0".repeat(64) })],
    ["another bucket's key", async () => underTest.store.keysOf(OTHER)],
    ["nobody's name", () => Promise.resolve({ accessKeyId: "nobody", secretAccessKey: "0".repeat(64) })],
  ])("nothing is had with %s", async (_what, keys) => {
    const { status } = await (
      await underTest.store.bucket(BUCKET, await keys())
    ).ask({
      ...{ method: "GET", path: BUCKET, query: { "list-type": "2" } },
    });
    expect(status).toBe(403);
  });

  it("answers nothing without TLS", async () => {
    const { host, port } = await underTest.store.targetFor(await underTest.store.keysOf(BUCKET));
    expect(await answerInClear(host, port, "GET /health HTTP/1.1\r\nHost: objectstore\r\n\r\n")).not.toMatch(
      /HTTP\/1\.1 [23]/,
    );
  });

  it("has all that it acknowledged after its server was killed", async () => {
    const { restarts } = await underTest.store.lives();
    underTest.pods.kill(POD, SERVER, SERVER_PROCESS);
    await until("the server to be started again", async () => {
      const now = await underTest.store.lives();
      return now.restarts[SERVER]! > restarts[SERVER]! || JSON.stringify(now);
    });
    await underTest.store.isReady();
    expect((await underTest.store.lives()).restarts[KEEPER]).toBe(restarts[KEEPER]);
  });

  it("has all that it acknowledged after its pod was killed whole", () =>
    Promise.resolve(underTest.pods.killHard(POD)));

  it("is started again by its liveness probe when it is frozen", async () => {
    const { restarts } = await underTest.store.lives();
    underTest.pods.kill(POD, SERVER, SERVER_PROCESS, "SIGSTOP");
    await until("the server to be started again", async () => {
      const now = await underTest.store.lives();
      return now.restarts[SERVER]! > restarts[SERVER]! || JSON.stringify(now);
    });
  });

  it("serves on while its keeper is killed and started again", async () => {
    const { restarts } = await underTest.store.lives();
    const failures = writer.failures.length;
    underTest.pods.kill(POD, KEEPER, KEEPER_PROCESS);
    await until("the keeper to be started again", async () => {
      const now = await underTest.store.lives();
      return now.restarts[KEEPER]! > restarts[KEEPER]! || JSON.stringify(now);
    });
    await underTest.store.isReady();
    expect(writer.failures.slice(failures)).toEqual([]);
    expect((await underTest.store.lives()).restarts[SERVER]).toBe(restarts[SERVER]);
  });

  it("has a bucket that is added, without a restart and without a write that fails", async () => {
    const objects = await underTest.declared({ buckets: { ...BUCKETS, [ADDED]: VERSIONED } });
    const before = await underTest.store.lives();
    const failures = writer.failures.length;
    await underTest.become(objects);
    const added = await underTest.store.bucket(ADDED);
    await until("the added bucket to take objects", async () => {
      return await added.put("object", "content").then(() => true as const, String);
    });
    await added.put("object", "changed");
    expect((await added.versions()).map(({ key }) => key)).toEqual(["object", "object"]);
    expect(await underTest.store.lives()).toEqual(before);
    expect(writer.failures.slice(failures)).toEqual([]);
  });

  it("keeps a bucket that is no longer declared, with what is in it, and says so", async () => {
    const keys = await underTest.store.keysOf(ADDED);
    const added = await underTest.store.bucket(ADDED, keys);
    await underTest.update({ buckets: BUCKETS });
    await until("the keeper to tell of it", () => {
      const log = underTest.pods.logs(POD, KEEPER);
      return log.includes(`bucket ${ADDED}: no longer declared`) || log.slice(-500);
    });
    await until("its account to be refused", async () => {
      const { status } = await added.ask({ method: "GET", path: `${ADDED}/object` });
      return status === 403 || `status ${status}`;
    });
    await underTest.update({ buckets: { ...BUCKETS, [ADDED]: VERSIONED } });
    await until("what is in it to be had again", () =>
      added.get("object").then((content) => content === "changed" || content, String),
    );
  });

  it("takes new keys, and no longer those of two generations before", async () => {
    const first = await underTest.store.bucket(BUCKET, await underTest.store.keysOf(BUCKET, 1));
    for (const keyGeneration of [2, 3]) {
      await underTest.update({ keyGeneration });
      // As whoever uses the bucket is told of it by the same update: a moment later, with the old ones until then.
      await writer.oneMore();
      target = await underTest.store.targetFor(await underTest.store.keysOf(BUCKET, keyGeneration));
      await writer.oneMore();
    }
    await until("the first keys to be refused", async () => {
      const { status } = await first.ask({ method: "GET", path: BUCKET, query: { "list-type": "2" } });
      return status === 403 || `status ${status}`;
    });
  });
});

/** What a server answers to bytes without TLS, until it closes the connection. */
function answerInClear(host: string, port: number, sent: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, host, () => socket.end(sent));
    let answer = "";
    socket.on("data", (chunk: Buffer) => (answer += chunk.toString("latin1")));
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(answer));
  });
}
