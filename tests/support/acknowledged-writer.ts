import { waitUntil } from "../../lab/wait";
import { WAIT_SECONDS } from "./bare-lab";

/** Between two writes, and after one that failed. */
export const PAUSE_MS = 20;

/** A client that writes one thing after another until it is told to stop, and knows which were acknowledged, and when. */
export abstract class AcknowledgedWriter<Written> {
  /** Aborted when it is to stop. */
  protected readonly ending = new AbortController();
  protected readonly errors: string[] = [];
  protected next = 1;
  private readonly acknowledged: { readonly written: Written; readonly at: number }[] = [];
  private done: Promise<void> | undefined;

  start(): this {
    this.done = this.write();
    return this;
  }

  /** Ends after what it is at. */
  async stop(): Promise<void> {
    this.ending.abort();
    await this.done;
  }

  /** What was acknowledged, in its order. */
  get written(): readonly Written[] {
    return this.acknowledged.map(({ written }) => written);
  }

  /** Waits until one more is acknowledged. @throws Error with what went wrong on the way, where none ever is */
  oneMore(): Promise<void> {
    const before = this.acknowledged.length;
    return waitUntil("one more acknowledged write", WAIT_SECONDS, () => {
      return this.acknowledged.length > before || this.errors.slice(-3).join("; ");
    });
  }

  /** Waits until one more write fails for that reason. */
  failsWith(reason: string): Promise<void> {
    const before = this.errors.length;
    return waitUntil(`a write to fail with "${reason}"`, WAIT_SECONDS, () => {
      const later = this.errors.slice(before);
      return later.some((error) => error.includes(reason)) || later.slice(-3).join("; ");
    });
  }

  /** The longest time without an acknowledged write from a moment on, in seconds. */
  longestGapSeconds(since: number): number {
    const times = [since, ...this.acknowledged.map(({ at }) => at).filter((at) => at > since)];
    return Math.max(0, ...times.slice(1).map((at, index) => (at - times[index]!) / 1000));
  }

  /** Writes until {@link ending}, whatever fails. */
  protected abstract write(): Promise<void>;

  /** @param at when, in milliseconds since the epoch */
  protected acknowledge(written: Written, at = Date.now()): void {
    this.acknowledged.push({ written, at });
  }

  protected failed(error: unknown): void {
    this.errors.push(String(error));
  }
}
