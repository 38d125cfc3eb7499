import { setTimeout as pause } from "node:timers/promises";
import { AcknowledgedWriter, PAUSE_MS } from "../support/acknowledged-writer";
import type { S3Bucket } from "../support/s3-bucket";

/** A client that puts one object after another, each with its own key as content, until it is told to stop. */
export class ObjectWriter extends AcknowledgedWriter<string> {
  constructor(private readonly bucket: S3Bucket) {
    super();
  }

  /** What went wrong so far. */
  get failures(): readonly string[] {
    return this.errors;
  }

  /** The acknowledged objects that aren't there, or aren't what was put. */
  async lost(): Promise<readonly string[]> {
    const lost: string[] = [];
    for (const key of this.written) {
      const content = await this.bucket.get(key).catch((error: unknown) => String(error));
      if (content !== key) lost.push(`${key}: ${content}`);
    }
    return lost;
  }

  protected async write(): Promise<void> {
    while (!this.ending.signal.aborted) {
      const key = `written/${this.next++}`;
      try {
        await this.bucket.put(key, key);
        this.acknowledge(key);
      } catch (error) {
        this.errors.push(String(error));
      }
      await pause(PAUSE_MS);
    }
  }
}
