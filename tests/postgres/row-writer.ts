import { setTimeout as pause } from "node:timers/promises";
import { Client, type ClientConfig } from "pg";
import { AcknowledgedWriter, PAUSE_MS } from "../support/acknowledged-writer";

const CONNECT_MS = 3_000;
/** As the services' clients wait for an answer. */
const ANSWER_MS = 15_000;

/** Where the writer connects to: asked anew before each connection. */
export type Target = () => ClientConfig | undefined;

/** A client that writes numbered rows, one after another, through whatever leads to the primary, until it's told to stop. */
export class RowWriter extends AcknowledgedWriter<number> {
  constructor(
    private readonly table: string,
    private readonly target: Target,
  ) {
    super();
  }

  protected async write(): Promise<void> {
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
          this.acknowledge(row);
          await pause(PAUSE_MS);
        }
      } catch (error) {
        this.failed(error);
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
    client.on("error", (error) => this.failed(error));
    try {
      await client.connect();
      return client;
    } catch (error) {
      this.failed(error);
      client.end().catch(() => undefined);
      return undefined;
    }
  }
}
