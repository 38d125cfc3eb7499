import { waitUntil } from "../../lab/wait";
import type { ContainerImage } from "../process-pods/container-start";
import { WAIT_SECONDS } from "../support/bare-lab";
import { asService, claimOf, createTable, memberTarget, primaryTarget, rowsOf, TABLE } from "./clients";
import { DatabaseUnderTest, MEMBERS } from "./database-under-test";
import { RowWriter } from "./row-writer";
import { WriterWatch } from "./writer-watch";

/** What differs between databases. */
interface ObservedOptions {
  readonly volumeMebibytes?: number;
  /** Whether it has backups, and the object store that they are kept in. */
  readonly isBackedUp?: boolean;
  /** Images of what else has pods on its lab. */
  readonly besides?: Readonly<Record<string, ContainerImage>>;
}

/** A database of three members with a client that writes throughout, and a watch over who would take writes. */
export class ObservedDatabase {
  private readonly lines: string[] = [];

  private constructor(
    readonly database: DatabaseUnderTest,
    readonly writer: RowWriter,
    private readonly watch: WriterWatch,
  ) {}

  /** Starts one from nothing on a lab called `name`; with `volumeMebibytes`, on volumes that are no larger. */
  static async start(name: string, { volumeMebibytes, ...others }: ObservedOptions = {}): Promise<ObservedDatabase> {
    const sizes = volumeMebibytes ? MEMBERS.map((member) => [claimOf(member), volumeMebibytes] as const) : [];
    const database = await DatabaseUnderTest.start(name, { claimMebibytes: Object.fromEntries(sizes), ...others });
    try {
      await database.update(volumeMebibytes ? { postgres: { volumeMebibytes } } : {});
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
    const leader = this.database.leader!;
    await this.writer.oneMore();
    const since = Date.now();
    await fault(leader);
    await this.database.isWell();
    await this.writer.oneMore();
    this.lines.push(`${what}: ${this.writer.longestGapSeconds(since).toFixed(2)} s without writes`);
  }

  /** Waits until another member leads than the given one. Gives its name. */
  async anotherLeads(than: string): Promise<string> {
    let now: string | undefined;
    await waitUntil(`another than ${than} to lead`, WAIT_SECONDS, () => {
      now = this.database.leader;
      return (now !== undefined && now !== than) || `${now} leads`;
    });
    return now!;
  }

  /** The acknowledged rows that a member doesn't have. */
  async rowsMissingIn(member: string): Promise<readonly number[]> {
    const acknowledged = this.writer.written;
    const rows = new Set(await rowsOf(this.database, member));
    return acknowledged.filter((row) => !rows.has(row));
  }

  /**
   * Waits until one leads, all others stream, and every member has every acknowledged row.
   * @throws Error where that never comes, and where two members ever took writes at once
   */
  async expectNothingLost(): Promise<void> {
    await this.database.isWell();
    await this.writer.oneMore();
    for (const member of MEMBERS) {
      await waitUntil(`${member} to have every acknowledged row`, WAIT_SECONDS, async () => {
        const lost = await this.rowsMissingIn(member);
        return lost.length === 0 || `${lost.length} are missing, such as ${lost.slice(0, 5).join(", ")}`;
      });
    }
    const { violations } = this.watch;
    if (violations.length > 0) throw new Error(`two members took writes at once:\n${violations.join("\n")}`);
  }

  /** Ends everything and prints how long each fault took. */
  async dispose(): Promise<void> {
    for (const line of this.lines) process.stdout.write(`      ${line}\n`);
    await this.writer.stop();
    await this.watch.stop();
    await this.database.dispose();
  }
}
