import { setTimeout as pause } from "node:timers/promises";
import { waitUntil } from "../../lab/wait";
import { WAIT_SECONDS } from "../support/bare-lab";
import type { Connection } from "./connection";

const PAUSE_MS = 20;
/** How long a write waits for a second member. */
const WAIT_MS = 1_000;

/** A client that writes numbered keys, one after another, until it is told to stop. */
export class KeyWriter {
  private readonly acknowledged: { readonly key: string; readonly at: number }[] = [];
  private readonly ending = new AbortController();
  private readonly errors: string[] = [];
  private done: Promise<void> | undefined;
  private next = 1;

  /**
   * @param prefix of its keys
   * @param connected leads to the primary: called anew after each error
   * @param waits whether a key counts only once a replica has it too (`WAIT 1`)
   */
  constructor(
    private readonly prefix: string,
    private readonly connected: () => Promise<Connection>,
    private readonly waits: boolean,
  ) {}

  start(): this {
    this.done = this.write();
    return this;
  }

  /** Ends after the key it is at. */
  async stop(): Promise<void> {
    this.ending.abort();
    await this.done;
  }

  /** The keys that were acknowledged. */
  get keys(): readonly string[] {
    return this.acknowledged.map(({ key }) => key);
  }

  /** Waits until one more key is acknowledged. @throws Error with what went wrong on the way, where none ever is */
  oneMore(): Promise<void> {
    const before = this.acknowledged.length;
    return waitUntil("one more acknowledged key", WAIT_SECONDS, () => {
      return this.acknowledged.length > before || this.errors.slice(-3).join("; ");
    });
  }

  /** The longest time without an acknowledged key from a moment on, in seconds. */
  longestGapSeconds(since: number): number {
    const times = [since, ...this.acknowledged.map(({ at }) => at).filter((at) => at > since)];
    return Math.max(0, ...times.slice(1).map((at, index) => (at - times[index]!) / 1000));
  }

  private async write(): Promise<void> {
    while (!this.ending.signal.aborted) {
      let connection: Connection | undefined;
      try {
        connection = await this.connected();
        while (!this.ending.signal.aborted) {
          await this.writeOne(connection);
          await pause(PAUSE_MS);
        }
      } catch (error) {
        this.errors.push(String(error));
        await pause(PAUSE_MS);
      } finally {
        connection?.close();
      }
    }
  }

  private async writeOne(connection: Connection): Promise<void> {
    const key = `${this.prefix}${this.next++}`;
    await connection.call("SET", key, "x");
    if (this.waits && (await connection.call("WAIT", "1", String(WAIT_MS))) === 0) {
      throw new Error(`no replica has ${key}`);
    }
    this.acknowledged.push({ key, at: Date.now() });
  }
}
