import { AUTHORITY_FILE } from "../certificates/system-authority";
import { CREDENTIALS } from "../redis/names";
import type { RedisAccess } from "../redis/redis-access";

/** Where a service's pods find whom to trust as redis. */
export const REDIS_AUTHORITY_FOLDER = "/etc/redis-authority";

/** Environment variables by which a service reaches redis. No source states them, but for the password's: ours. */
const VARIABLES = {
  host: "REDIS_HOST",
  port: "REDIS_PORT",
  tls: "REDIS_TLS",
  authorityFile: "REDIS_CA_FILE",
  sentinels: "REDIS_SENTINELS",
  group: "REDIS_SENTINEL_GROUP",
} as const;

/** All variables of redis, that of the password among them. */
export const REDIS_VARIABLES: readonly string[] = [...Object.values(VARIABLES), CREDENTIALS.variable];

/**
 * The plain ones, by name. Clients that speak to Sentinel take the last two, and learn of a new primary as soon as there is
 * one; others take the host, which leads to it a moment later. Without Sentinels the last two aren't set.
 */
export function redisVariables({ host, port, sentinels, group }: RedisAccess): Readonly<Record<string, string>> {
  return {
    [VARIABLES.host]: host,
    [VARIABLES.port]: String(port),
    [VARIABLES.tls]: "true",
    [VARIABLES.authorityFile]: `${REDIS_AUTHORITY_FOLDER}/${AUTHORITY_FILE}`,
    ...(sentinels.length > 0 && {
      [VARIABLES.sentinels]: sentinels.join(","),
      [VARIABLES.group]: group,
    }),
  };
}
