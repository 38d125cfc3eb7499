import { setTimeout as pause } from "node:timers/promises";
import type { Access } from "./access";
import { Connection } from "./connection";
import { type Overlap, Reigns } from "../support/reign";

const PAUSE_MS = 100;
const WAIT_MS = 500;

/**
 * Writes to every member itself, again and again, wherever it is and whoever is primary: at most one may acknowledge what a
 * replica has too.
 */
export class WriterWatch {
  private readonly ending = new AbortController();
  private readonly plain = new Reigns();
  private readonly replicated = new Reigns();
  private done: Promise<unknown> | undefined;

  constructor(private readonly access: Access) {}

  start(): this {
    this.done = Promise.all(this.access.members.map((member) => this.watch(member)));
    return this;
  }

  /** Where two members acknowledged writes at once, whether or not a replica had them. */
  get overlaps(): readonly Overlap[] {
    return this.plain.overlaps;
  }

  /** Where two members acknowledged writes at once that a replica had (`WAIT 1`). */
  get replicatedOverlaps(): readonly Overlap[] {
    return this.replicated.overlaps;
  }

  /** Ends the watch. */
  async stop(): Promise<void> {
    this.ending.abort();
    await this.done;
  }

  private async watch(member: string): Promise<void> {
    while (!this.ending.signal.aborted) {
      const connection = await Connection.open(this.access.asService(member, "redis")).catch(() => undefined);
      while (connection && !this.ending.signal.aborted && (await this.writes(member, connection)))
        await pause(PAUSE_MS);
      connection?.close();
      await pause(PAUSE_MS);
    }
  }

  /** Whether the connection is still good for anything after one write. */
  private async writes(member: string, connection: Connection): Promise<boolean> {
    const sentAt = Date.now();
    try {
      await connection.call("SET", `watch-${member}`, String(sentAt));
      this.plain.acknowledged(member, sentAt, Date.now());
      const replicas = Number(await connection.call("WAIT", "1", String(WAIT_MS)));
      if (replicas > 0) this.replicated.acknowledged(member, sentAt, Date.now());
      else this.replicated.refused(member);
      return true;
    } catch {
      this.plain.refused(member);
      this.replicated.refused(member);
      return false;
    }
  }
}
