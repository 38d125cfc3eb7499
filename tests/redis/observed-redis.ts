import { CLAIM } from "../../components/redis/names";
import { waitUntil } from "../../lab/wait";
import { WAIT_SECONDS } from "../support/bare-lab";
import { bySentinels, byService, keysMissingIn } from "./clients";
import { asKeeper, replicationState } from "./members";
import { KeyWriter } from "./key-writer";
import { MEMBERS, RedisUnderTest } from "./redis-under-test";
import { WriterWatch } from "./writer-watch";

/** What a fault did to one client. */
export interface Outcome {
  readonly secondsWithoutWrites: number;
  /** Keys that were acknowledged since the fault. */
  readonly acknowledged: number;
  /** Those that are gone. */
  readonly lost: number;
}

/** Which client: one by the primary's Service that has a replica confirm each key, and one by Sentinels that doesn't. */
export type Client = "waiting" | "plain";

/** The claim of a member's volume. */
export const claimOf = (member: string) => `${CLAIM}-${member}`;

/** A redis of three members with two clients that write throughout, and a watch over who takes writes. */
export class ObservedRedis {
  private readonly lines: string[] = [];

  private constructor(
    readonly redis: RedisUnderTest,
    readonly writers: Readonly<Record<Client, KeyWriter>>,
    readonly watch: WriterWatch,
  ) {}

  /** Starts one from nothing on a lab called `name`; with `volumeMebibytes`, on volumes that are no larger. */
  static async start(name: string, volumeMebibytes?: number): Promise<ObservedRedis> {
    const sizes = volumeMebibytes ? MEMBERS.map((member) => [claimOf(member), volumeMebibytes] as const) : [];
    const redis = await RedisUnderTest.start(name, { claimMebibytes: Object.fromEntries(sizes) });
    try {
      await redis.update();
      await redis.isWell();
      const { access } = redis;
      const writers = {
        waiting: new KeyWriter("waiting-", () => byService(access), true).start(),
        plain: new KeyWriter("plain-", bySentinels(access), false).start(),
      };
      const watch = new WriterWatch(access).start();
      const observed = new ObservedRedis(redis, writers, watch);
      await observed.bothWrite();
      return observed;
    } catch (error) {
      await redis.dispose();
      throw error;
    }
  }

  /** Does something to redis, waits until it is well again, and notes what became of writes. */
  async through(
    what: string,
    fault: (primary: string) => Promise<unknown> | void,
  ): Promise<Readonly<Record<Client, Outcome>>> {
    await this.bothWrite();
    const since = Date.now();
    const before = { waiting: this.writers.waiting.written.length, plain: this.writers.plain.written.length };
    const overlaps = this.watch.overlaps.length;
    await fault(this.redis.primary);
    await this.redis.isWell();
    await this.bothWrite();
    const outcome = async (client: Client): Promise<Outcome> => {
      const writer = this.writers[client];
      const secondsWithoutWrites = writer.longestGapSeconds(since);
      const keys = writer.written.slice(before[client]);
      const lost = await keysMissingIn(this.redis.access, this.redis.primary, keys);
      return { secondsWithoutWrites, acknowledged: keys.length, lost: lost.length };
    };
    const outcomes = { waiting: await outcome("waiting"), plain: await outcome("plain") };
    const seconds = this.watch.overlaps.slice(overlaps).reduce((sum, overlap) => sum + overlap.seconds, 0);
    this.lines.push(
      `${what}: ${told("WAIT 1", outcomes.waiting)}; ${told("no WAIT", outcomes.plain)}; ` +
        `two took writes for ${seconds.toFixed(2)} s`,
    );
    return outcomes;
  }

  /** Waits until a replica has lost its primary. */
  async loses(replica: string): Promise<void> {
    await waitUntil(`${replica} to lose its primary`, WAIT_SECONDS, async () => {
      const { master_link_status: link } = await asKeeper(this.redis.access, replica, "redis", replicationState);
      return link === "down" || `the link is ${link}`;
    });
  }

  /**
   * Waits until all is well and every member has every key that a replica confirmed.
   * @throws Error where that never comes, and where two members ever took writes at once that a replica confirmed
   */
  async expectNothingLost(): Promise<void> {
    await this.redis.isWell();
    await this.bothWrite();
    for (const member of MEMBERS) {
      await waitUntil(`${member} to have every key that a replica confirmed`, WAIT_SECONDS, async () => {
        const lost = await keysMissingIn(this.redis.access, member, this.writers.waiting.written);
        return lost.length === 0 || `${lost.length} are missing, such as ${lost.slice(0, 5).join(", ")}`;
      });
    }
    const { replicatedOverlaps } = this.watch;
    if (replicatedOverlaps.length > 0) {
      throw new Error(`two members took writes at once: ${JSON.stringify(replicatedOverlaps)}`);
    }
  }

  /** Ends everything and prints what became of writes in each fault. */
  async dispose(): Promise<void> {
    for (const line of this.lines) process.stdout.write(`      ${line}\n`);
    await this.writers.waiting.stop();
    await this.writers.plain.stop();
    await this.watch.stop();
    await this.redis.dispose();
  }

  private async bothWrite(): Promise<void> {
    await Promise.all([this.writers.waiting.oneMore(), this.writers.plain.oneMore()]);
  }
}

function told(client: string, { secondsWithoutWrites, acknowledged, lost }: Outcome): string {
  return `${client} ${secondsWithoutWrites.toFixed(2)} s without writes, ${lost} of ${acknowledged} lost`;
}
