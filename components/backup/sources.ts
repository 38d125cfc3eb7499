import type { BackupSource } from "../../stacks/backup-source";
import type { EnvironmentFrame } from "../../stacks/environment";
import type { SettingsOf } from "../../stacks/system";
import { postgresDumpSource } from "../postgres/backup/dump-source";
import { DUMP as POSTGRES_DUMP } from "../postgres/backup/names";
import { postgres } from "../postgres/system";
import { redisDumpSource } from "../redis/dump-source";
import { DUMP as REDIS_DUMP } from "../redis/names";
import { redis } from "../redis/system";
import { OFF_SITE, restoreTestName } from "./names";
import { DUMP as OBJECTS_DUMP, objectsDumpSource } from "./objects/dump-source";

/** The names of all sources, in whatever environment. */
export const SOURCE_NAMES: readonly string[] = [POSTGRES_DUMP, REDIS_DUMP, OBJECTS_DUMP];

/** The names of all workloads for them. */
export const backupWorkloadNames = [...SOURCE_NAMES.flatMap((name) => [name, restoreTestName(name)]), OFF_SITE];

/**
 * What an environment backs up.
 *
 * @param settingsOf the settings of the systems that own the state
 * @param namespaces the environment's; what the systems own stands in `backend`
 */
export function backupSources(
  settingsOf: SettingsOf,
  namespaces: EnvironmentFrame["namespaces"],
): readonly BackupSource[] {
  const namespace = namespaces.backend!.name;
  const database = settingsOf(postgres);
  const loginState = settingsOf(redis);
  return [
    ...(database ? [postgresDumpSource(database, namespace)] : []),
    ...(loginState ? [redisDumpSource(loginState, namespace)] : []),
    objectsDumpSource(Object.values(namespaces).map(({ name }) => name)),
  ];
}
