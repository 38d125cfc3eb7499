import { RedisUnderTest } from "../redis/redis-under-test";
import { backupImages } from "./backup-images";
import { BackupUnderTest } from "./backup-under-test";

/**
 * A redis of three members on a lab called `name`, and its backups. Whoever has it disposes of the redis.
 * @param settings of backups, with secrets, instead of mainnet's own
 */
export async function redisUnderBackup(name: string, settings?: object) {
  const redis = await RedisUnderTest.start(name, { besides: await backupImages() });
  try {
    await redis.update();
    await redis.isWell();
    return { redis, backup: await BackupUnderTest.start(redis.lab, redis.pods, true, settings) };
  } catch (error) {
    await redis.dispose();
    throw error;
  }
}
