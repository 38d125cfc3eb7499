import { expect } from "@jest/globals";
import { waitUntil } from "../../lab/wait";
import { WAIT_SECONDS } from "../support/bare-lab";
import { asService, createTable, memberTarget, MEMBERS, primaryTarget, rowsOf, TABLE } from "./clients";
import { DatabaseUnderTest } from "./database-under-test";
import { RowWriter } from "./row-writer";
import { WriterWatch } from "./writer-watch";

/** A database of three members with a client that writes throughout, and a watch over who would take writes. */
export class ObservedDatabase {
  private readonly lines: string[] = [];

  private constructor(
    readonly database: DatabaseUnderTest,
    readonly writer: RowWriter,
    private readonly watch: WriterWatch,
  ) {}

  /** Starts one from nothing on a lab called `name`. */
  static async start(name: string, claimMebibytes: Readonly<Record<string, number>> = {}): Promise<ObservedDatabase> {
    const database = await DatabaseUnderTest.start(name, claimMebibytes);
    try {
      await database.update();
      await database.isWell();
      await createTable(database);
      const service = await asService(database);
      const writer = new RowWriter(TABLE, primaryTarget(database, service)).start();
      const watch = new WriterWatch(MEMBERS, (member) => memberTarget(database, member, service)).start();
      await writer.oneMore();
      return new ObservedDatabase(database, writer, watch);
    } catch (error) {
      await database.dispose();
      throw error;
    }
  }

  /** Does something to the database, waits until it is well again, and notes how long no row was acknowledged. */
  async through(what: string, fault: (leader: string) => Promise<unknown> | void): Promise<void> {
    const leader = (await this.database.leader())!;
    await this.writer.oneMore();
    const since = Date.now();
    await fault(leader);
    await this.database.isWell();
    await this.writer.oneMore();
    this.lines.push(`${what}: ${this.writer.longestGapSeconds(since).toFixed(2)} s without writes`);
  }

  /** Waits until another member leads than the given one. */
  async anotherLeads(than: string): Promise<void> {
    await waitUntil(`another than ${than} to lead`, WAIT_SECONDS, async () => {
      const now = await this.database.leader();
      return (now !== undefined && now !== than) || `${now} leads`;
    });
  }

  /** That one leads, all others stream, nobody else ever took writes, and every member has every acknowledged row. */
  async expectNothingLost(): Promise<void> {
    await this.database.isWell();
    await this.writer.oneMore();
    const acknowledged = this.writer.rows;
    for (const member of MEMBERS) {
      await waitUntil(`${member} to have every acknowledged row`, WAIT_SECONDS, async () => {
        const rows = new Set(await rowsOf(this.database, member));
        const lost = acknowledged.filter((row) => !rows.has(row));
        const examples = lost.slice(0, 5).join(", ");
        return lost.length === 0 || `${lost.length} of ${acknowledged.length} are missing, such as ${examples}`;
      });
    }
    expect(this.watch.violations).toEqual([]);
  }

  /** Ends everything and prints how long each fault took. */
  async dispose(): Promise<void> {
    for (const line of this.lines) process.stdout.write(`      ${line}\n`);
    await this.writer.stop();
    await this.watch.stop();
    await this.database.dispose();
  }
}
