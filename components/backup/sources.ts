import type { BackupSource } from "../../stacks/backup-source";
import type { SettingsOf } from "../../stacks/system";
import { postgresDumpSource } from "../postgres/backup/dump-source";
import { DUMP as POSTGRES_DUMP } from "../postgres/backup/names";
import { postgres } from "../postgres/system";
import { redisDumpSource } from "../redis/dump-source";
import { DUMP as REDIS_DUMP } from "../redis/names";
import { redis } from "../redis/system";
import { OFF_SITE, restoreTestName } from "./names";

/** The names of all sources, in whatever environment. */
export const SOURCE_NAMES: readonly string[] = [POSTGRES_DUMP, REDIS_DUMP];

/** The names of all workloads for them. */
export const backupWorkloadNames = [...SOURCE_NAMES.flatMap((name) => [name, restoreTestName(name)]), OFF_SITE];

/**
 * What an environment backs up.
 *
 * @param settingsOf the settings of the systems that own the state
 * @param namespace in which all of it stands
 */
export function backupSources(settingsOf: SettingsOf, namespace: string): readonly BackupSource[] {
  const database = settingsOf(postgres);
  const loginState = settingsOf(redis);
  return [
    ...(database ? [postgresDumpSource(database, namespace)] : []),
    ...(loginState ? [redisDumpSource(loginState, namespace)] : []),
  ];
}
