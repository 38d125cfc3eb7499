import { setTimeout as pause } from "node:timers/promises";
import { Client, type ClientConfig } from "pg";
import { waitUntil } from "../../lab/wait";
import { WAIT_SECONDS } from "../support/bare-lab";

const PAUSE_MS = 20;
const CONNECT_MS = 3_000;
/** As the services' clients wait for an answer. */
const ANSWER_MS = 15_000;

/** Where the writer connects to: asked anew before each connection. */
export type Target = () => ClientConfig | undefined;

/** A client that writes numbered rows, one after another, through whatever leads to the primary, until it's told to stop. */
export class RowWriter {
  private readonly acknowledged: { readonly row: number; readonly at: number }[] = [];
  private readonly ending = new AbortController();
  private readonly errors: string[] = [];
  private done: Promise<void> | undefined;
  private next = 1;

  constructor(
    private readonly table: string,
    private readonly target: Target,
  ) {}

  start(): this {
    this.done = this.write();
    return this;
  }

  /** Ends after the row it is at. */
  async stop(): Promise<void> {
    this.ending.abort();
    await this.done;
  }

  /** The rows whose commit was answered: none of them may be lost. */
  get rows(): readonly number[] {
    return this.acknowledged.map(({ row }) => row);
  }

  /** Waits until one more row is acknowledged. @throws Error with what went wrong on the way, where none ever is */
  oneMore(): Promise<void> {
    const before = this.acknowledged.length;
    return waitUntil("one more acknowledged row", WAIT_SECONDS, () => {
      return this.acknowledged.length > before || this.errors.slice(-3).join("; ");
    });
  }

  /** The longest time without an acknowledged row from a moment on, in seconds. */
  longestGapSeconds(since: number): number {
    const times = [since, ...this.acknowledged.map(({ at }) => at).filter((at) => at > since)];
    return Math.max(0, ...times.slice(1).map((at, index) => (at - times[index]!) / 1000));
  }

  private async write(): Promise<void> {
    while (!this.ending.signal.aborted) {
      const client = await this.connected();
      if (!client) {
        await pause(PAUSE_MS);
        continue;
      }
      try {
        while (!this.ending.signal.aborted) {
          const row = this.next++;
          await client.query(`INSERT INTO ${this.table} VALUES ($1)`, [row]);
          this.acknowledged.push({ row, at: Date.now() });
          await pause(PAUSE_MS);
        }
      } catch (error) {
        this.errors.push(String(error));
      } finally {
        // A server that is gone never answers a farewell.
        client.end().catch(() => undefined);
      }
    }
  }

  private async connected(): Promise<Client | undefined> {
    const config = this.target();
    if (!config) return undefined;
    const client = new Client({ ...config, connectionTimeoutMillis: CONNECT_MS, query_timeout: ANSWER_MS });
    client.on("error", (error) => this.errors.push(String(error)));
    try {
      await client.connect();
      return client;
    } catch (error) {
      this.errors.push(String(error));
      client.end().catch(() => undefined);
      return undefined;
    }
  }
}
