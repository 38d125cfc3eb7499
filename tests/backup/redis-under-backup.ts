import { RedisUnderTest } from "../redis/redis-under-test";
import { backupImages } from "./backup-images";
import { BackupUnderTest } from "./backup-under-test";

/** What differs between labs. */
interface RedisUnderBackupOptions {
  /** Of backups, with secrets, instead of mainnet's own. */
  readonly settings?: object;
  /** How large the volumes of claims are, by the claim's name. */
  readonly claimMebibytes?: Readonly<Record<string, number>>;
}

/** A redis of three members on a lab called `name`, and its backups. Whoever has it disposes of the redis. */
export async function redisUnderBackup(name: string, { settings, claimMebibytes }: RedisUnderBackupOptions = {}) {
  const redis = await RedisUnderTest.start(name, { besides: await backupImages(), claimMebibytes });
  try {
    await redis.update();
    await redis.isWell();
    return { redis, backup: await BackupUnderTest.start(redis.lab, redis.pods, true, settings) };
  } catch (error) {
    await redis.dispose();
    throw error;
  }
}
