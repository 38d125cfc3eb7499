import { DatabaseUnderTest } from "../postgres/database-under-test";
import { ADDRESSED_SERVICES, redisImages, RedisUnderTest } from "../redis/redis-under-test";
import type { S3Server } from "../support/s3-server";
import { backupImages } from "./backup-images";
import { BackupUnderTest } from "./backup-under-test";
import { OffSiteUnderTest, settingsFor } from "./off-site-under-test";

/** Mainnet's database, redis, object store and backups of all kinds on one lab, with a destination for copies that is none of it. */
export class WholeStack {
  private constructor(
    readonly database: DatabaseUnderTest,
    readonly redis: RedisUnderTest,
    readonly backup: BackupUnderTest,
    readonly offSite: OffSiteUnderTest,
  ) {}

  /** Has all of it begin empty, with the same generated secrets each time, on a lab called `name`. */
  static async start(name: string, destination: S3Server): Promise<WholeStack> {
    const database = await DatabaseUnderTest.start(name, {
      isBackedUp: true,
      serviceAddresses: ADDRESSED_SERVICES,
      besides: { ...(await redisImages()), ...(await backupImages()) },
    });
    const { lab, pods } = database;
    const redis = RedisUnderTest.on({ lab, pods });
    try {
      await database.update();
      await redis.update();
      const backup = await BackupUnderTest.start(lab, pods, false, await settingsFor(destination));
      const offSite = await OffSiteUnderTest.start(backup, destination);
      const stack = new WholeStack(database, redis, backup, offSite);
      await stack.isWell();
      return stack;
    } catch (error) {
      await end(database, redis);
      throw error;
    }
  }

  /** Waits until database and redis have a primary that the others follow. */
  async isWell(): Promise<void> {
    await this.database.isWell();
    await this.redis.isWell();
  }

  /** Ends all processes at once, without a word to anybody, and removes all data: pods', volumes', the API server's. */
  dispose(): Promise<void> {
    return end(this.database, this.redis);
  }
}

async function end(database: DatabaseUnderTest, redis: RedisUnderTest): Promise<void> {
  await redis.view.dispose();
  await database.dispose();
}
