import { RedisUnderTest } from "../redis/redis-under-test";
import { backupImages } from "./backup-images";
import { BackupUnderTest } from "./backup-under-test";

/** A redis of three members on a lab called `name`, and its backups. Whoever has it disposes of the redis. */
export async function redisUnderBackup(name: string) {
  const redis = await RedisUnderTest.start(name, { besides: await backupImages() });
  try {
    await redis.update();
    await redis.isWell();
    return { redis, backup: await BackupUnderTest.start(redis.lab, redis.pods, true) };
  } catch (error) {
    await redis.dispose();
    throw error;
  }
}
