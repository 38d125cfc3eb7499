import { createHash } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { AcknowledgedWriter } from "../support/acknowledged-writer";
import type { S3Bucket } from "../support/s3-bucket";

/** Between two objects: each costs both sides a handshake. */
const PAUSE_MS = 100;
const PREFIX = "written/";

/** A client that puts one object after another, each with its own key as content, until it is told to stop. */
export class ObjectWriter extends AcknowledgedWriter<string> {
  private readSoFar = 0;

  constructor(private readonly bucket: S3Bucket) {
    super();
  }

  /** What went wrong so far. */
  get failures(): readonly string[] {
    return this.errors;
  }

  /** The acknowledged objects that aren't there, or aren't what was put. What came since the last time is read whole. */
  async lost(): Promise<readonly string[]> {
    const written = this.written;
    const found = new Map((await this.bucket.objects(PREFIX)).map((object) => [object.key, object]));
    const lost = written.filter((key) => {
      const { bytes, md5 } = found.get(key) ?? {};
      return bytes !== key.length || md5 !== createHash("md5").update(key).digest("hex");
    });
    for (const key of written.slice(this.readSoFar)) {
      const content = await this.bucket.get(key).catch(String);
      if (content !== key) lost.push(`${key}: ${content}`);
    }
    this.readSoFar = written.length;
    return lost;
  }

  protected async write(): Promise<void> {
    while (!this.ending.signal.aborted) {
      const key = `${PREFIX}${this.next++}`;
      try {
        await this.bucket.put(key, key);
        this.acknowledge(key);
      } catch (error) {
        this.failed(error);
      }
      await pause(PAUSE_MS);
    }
  }
}
