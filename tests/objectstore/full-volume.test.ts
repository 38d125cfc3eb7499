/**
 * An object store whose volume is full: it says so to whoever puts, keeps all that it acknowledged, and goes on by itself once there is
 * space. Real processes on a file system of its own, as in object-store.test.ts.
 */
import { afterAll, beforeAll, expect, it, jest } from "@jest/globals";
import { TIMEOUT_MS } from "../support/bare-lab";
import { describeUnless } from "../support/describe-unless";
import { fill, free } from "../../lab/faults/full-volume";
import { notInOwnNetwork } from "../support/own-network";
import { parts, type S3Bucket } from "../support/s3-bucket";
import { CLAIM_NAME } from "./deployed-store";
import { ObjectStoreUnderTest } from "./object-store-under-test";
import { ObjectWriter } from "./object-writer";

jest.setTimeout(TIMEOUT_MS);

const VOLUME_MEBIBYTES = 64;
const MEBIBYTE = 1024 * 1024;
const BUCKET = "postgres-backup";
const NO_SPACE = [507, "InsufficientStorage"];

describeUnless(notInOwnNetwork(), "an object store on a small volume", () => {
  let underTest: ObjectStoreUnderTest;
  let bucket: S3Bucket;
  let writer: ObjectWriter;

  beforeAll(async () => {
    underTest = await ObjectStoreUnderTest.start("objectstore-full", VOLUME_MEBIBYTES);
    await underTest.update();
    bucket = await underTest.store.bucket(BUCKET);
    writer = new ObjectWriter(bucket).start();
    await writer.oneMore();
  });
  afterAll(async () => {
    await writer?.stop();
    await underTest?.dispose();
  });

  it("refuses an object that is larger than what is left, and keeps the one that it would have replaced", async () => {
    await bucket.put("object", "first");
    const large = await bucket.ask({
      method: "PUT",
      path: `${BUCKET}/object`,
      body: Buffer.alloc(VOLUME_MEBIBYTES * MEBIBYTE),
    });
    expect([large.status, ...parts(large.text, "Code")]).toEqual(NO_SPACE);
    expect(await bucket.get("object")).toBe("first");
    // What it had of it is gone again.
    await bucket.put("large", "x".repeat((VOLUME_MEBIBYTES / 4) * MEBIBYTE));
    expect(await writer.lost()).toEqual([]);
  });

  it("refuses every object while there is no space, gives what it has, and takes them again once there is", async () => {
    const volume = await underTest.pods.volumeFolder(CLAIM_NAME);
    await fill(volume, VOLUME_MEBIBYTES);
    const { status, text } = await bucket.ask({ method: "PUT", path: `${BUCKET}/object`, body: "x".repeat(MEBIBYTE) });
    expect([status, ...parts(text, "Code")]).toEqual(NO_SPACE);
    expect(await bucket.get("object")).toBe("first");
    expect(await writer.lost()).toEqual([]);
    free(volume);
    await writer.oneMore();
    expect(await writer.lost()).toEqual([]);
    await underTest.store.isReady();
  });
});
