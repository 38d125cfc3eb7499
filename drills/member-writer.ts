import { setTimeout as pause } from "node:timers/promises";

const PAUSE_MS = 100;

/**
 * Writes to one member again and again, wherever that is, and says of each write on standard output when it was sent and
 * acknowledged, or that it was `refused`: see {@link WritersWatch}.
 */
export abstract class MemberWriter<Connection> {
  private readonly ending = new AbortController();
  private done: Promise<void> | undefined;
  private address: string | undefined;

  start(): this {
    this.done = this.work();
    return this;
  }

  /** Says where the member is now. */
  tell(address: string): void {
    this.address = address;
  }

  async stop(): Promise<void> {
    this.ending.abort();
    await this.done;
  }

  protected abstract connect(address: string): Promise<Connection>;
  /** @throws where the write isn't acknowledged */
  protected abstract write(connection: Connection): Promise<void>;
  /** Whether a connection is good for more after that went wrong on it. */
  protected abstract survives(error: unknown): boolean;
  protected abstract close(connection: Connection): void;

  private async work(): Promise<void> {
    while (!this.ending.signal.aborted) {
      const connection = await this.connected();
      if (connection !== undefined) {
        while (!this.ending.signal.aborted && (await this.writeOne(connection))) await pause(PAUSE_MS);
        this.close(connection);
      }
      await pause(PAUSE_MS);
    }
  }

  private async connected(): Promise<Connection | undefined> {
    if (this.address === undefined) return undefined;
    try {
      return await this.connect(this.address);
    } catch {
      process.stdout.write("refused\n");
      return undefined;
    }
  }

  /** Whether the connection is still good for anything then. */
  private async writeOne(connection: Connection): Promise<boolean> {
    const sentAt = Date.now();
    try {
      await this.write(connection);
      process.stdout.write(`${sentAt} ${Date.now()}\n`);
      return true;
    } catch (error) {
      process.stdout.write("refused\n");
      return this.survives(error);
    }
  }
}
