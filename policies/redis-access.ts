import { redisConfigurationsIn, type RedisConfiguration } from "./redis-configuration";
import { redisServerOf } from "./redis-server";
import { mountedConfigMaps, REPLICATED_KINDS } from "./running-server";
import { is, stackPolicy, type Finding } from "./verdict";

/**
 * Servers of Redis and their Sentinels listen over TLS alone, and call each other so: passwords and login state never cross
 * the network in the open. A server without a configuration from the stack listens in the open by default.
 *
 * Severity: critical. Source: incident G34 (what is secret stood in the open); servers stand in three countries, and a
 * NetworkPolicy doesn't encrypt.
 * Remedy: `port 0`, a `tls-port` and, where there are replicas, `tls-replication yes`.
 */
export const redisAccess = stackPolicy(
  {
    name: "redis-access",
    description: "Redis and its Sentinels listen over TLS alone, and call each other so.",
    severity: "critical",
    framework: { name: "GX incidents", version: "1", reference: "G34", specification: "No secret in the open" },
    remediationSteps: "Mount a configuration with port 0, a tls-port and tls-replication yes from a ConfigMap.",
  },
  (objects, bench) => {
    for (const object of objects) {
      if (!REPLICATED_KINDS.includes(object.kind)) continue;
      const server = bench.known(object, () => redisServerOf(object));
      if (!server) continue;
      const maps = bench.known(object, () => mountedConfigMaps(object, server, objects)) ?? [];
      const files = maps.map((map) => ({ map, configurations: bench.known(map, () => redisConfigurationsIn(map)) }));
      // What is unknown has been reported against the ConfigMap.
      if (files.some(({ configurations }) => configurations === undefined)) continue;
      if (files.every(({ configurations = [] }) => configurations.length === 0)) {
        const field = `${server.template.specField}.volumes`;
        const remedy = "mount a file NAME.conf from a ConfigMap of the stack, with port 0 and a tls-port";
        bench.check(object, () => ({
          field,
          found: "give Redis no configuration, so that it listens in the open",
          remedy,
        }));
      }
      for (const { map, configurations = [] } of files) {
        for (const configuration of configurations) bench.check(map, () => findingOf(configuration));
      }
    }
  },
);

function findingOf({ field, setting }: RedisConfiguration): Finding | undefined {
  const finding = (name: string, remedy: string): Finding => ({
    field: `${field}.${name}`,
    found: is(setting(name)),
    remedy,
  });
  if (setting("port") !== "0") return finding("port", "set it to 0, and a tls-port");
  if (!(Number(setting("tls-port")) > 0)) return finding("tls-port", "set the port of TLS");
  if (setting("tls-replication") !== "yes") {
    return finding("tls-replication", "set it to yes: replicas and Sentinels call in the open otherwise");
  }
  return undefined;
}
