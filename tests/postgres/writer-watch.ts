import { setTimeout as pause } from "node:timers/promises";
import { Client, type ClientConfig } from "pg";

const PAUSE_MS = 100;
const ANSWER_MS = 2_000;

/** Asks every member again and again whether it would take writes, each for itself: at most one may say so at a time. */
export class WriterWatch {
  private readonly ending = new AbortController();
  private readonly takesWrites = new Map<string, boolean>();
  private readonly found: string[] = [];
  private done: Promise<unknown> | undefined;

  /** @param targetOf where a member is at the moment; `undefined` while it is nowhere */
  constructor(
    private readonly members: readonly string[],
    private readonly targetOf: (member: string) => ClientConfig | undefined,
  ) {}

  start(): this {
    this.done = Promise.all(this.members.map((member) => this.watch(member)));
    return this;
  }

  /** When which members would have taken writes at once. Empty where that never was. */
  get violations(): readonly string[] {
    return this.found;
  }

  /** Ends the watch. */
  async stop(): Promise<void> {
    this.ending.abort();
    await this.done;
  }

  private async watch(member: string): Promise<void> {
    while (!this.ending.signal.aborted) {
      const client = await this.connected(member);
      try {
        while (client && !this.ending.signal.aborted) {
          const { rows } = await client.query<{ takes: boolean }>("SELECT NOT pg_is_in_recovery() AS takes");
          this.saw(member, rows[0]!.takes);
          await pause(PAUSE_MS);
        }
      } catch {
        // What doesn't answer takes no writes that anybody hears of.
      }
      this.saw(member, false);
      client?.end().catch(() => undefined);
      await pause(PAUSE_MS);
    }
  }

  private saw(member: string, takes: boolean): void {
    this.takesWrites.set(member, takes);
    const writers = this.members.filter((name) => this.takesWrites.get(name));
    if (writers.length > 1) this.found.push(`${new Date().toISOString()}: ${writers.join(" and ")}`);
  }

  private async connected(member: string): Promise<Client | undefined> {
    const config = this.targetOf(member);
    if (!config) return undefined;
    const client = new Client({ ...config, connectionTimeoutMillis: ANSWER_MS, query_timeout: ANSWER_MS });
    client.on("error", () => undefined);
    try {
      await client.connect();
      return client;
    } catch {
      client.end().catch(() => undefined);
      return undefined;
    }
  }
}
