import { setTimeout as pause } from "node:timers/promises";
import { AcknowledgedWriter, PAUSE_MS } from "../support/acknowledged-writer";
import type { Connection } from "./connection";

/** How long a write waits for a second member. */
const WAIT_MS = 1_000;

/** A client that writes numbered keys, one after another, until it is told to stop. */
export class KeyWriter extends AcknowledgedWriter<string> {
  /**
   * @param prefix of its keys
   * @param connected leads to the primary: called anew after each error
   * @param waits whether a key counts only once a replica has it too (`WAIT 1`)
   */
  constructor(
    private readonly prefix: string,
    private readonly connected: () => Promise<Connection>,
    private readonly waits: boolean,
  ) {
    super();
  }

  protected async write(): Promise<void> {
    while (!this.ending.signal.aborted) {
      let connection: Connection | undefined;
      try {
        connection = await this.connected();
        while (!this.ending.signal.aborted) {
          await this.writeOne(connection);
          await pause(PAUSE_MS);
        }
      } catch (error) {
        this.failed(error);
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
    this.acknowledge(key);
  }
}
