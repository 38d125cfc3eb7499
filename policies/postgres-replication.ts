import { patroniConfigurationsIn } from "./patroni-configuration";
import { postgresServerOf } from "./postgres-server";
import { type Members, replicatedServerPolicy, type Shortcoming } from "./replicated-server";
import type { RunningServer } from "./running-server";
import type { StackBench } from "./verdict";

/** By this variable Patroni is told whom replicas log in as, where its file doesn't say. */
const REPLICATION_USER_VARIABLE = "PATRONI_REPLICATION_USERNAME";

/**
 * Several pods that run PostgreSQL are members of one cluster: of a StatefulSet, and with Patroni's configuration mounted,
 * which names the user of replication. Without it each of them is a database of its own behind one name. A single pod needs
 * none. Whatever else replicates needs an exception that says so.
 *
 * Severity: critical. Source: incident G01 (three unreplicated databases posed as one).
 * Remedy: mount Patroni's configuration from a ConfigMap of the stack, or run one replica.
 */
export const postgresReplication = replicatedServerPolicy(
  {
    name: "postgres-replication",
    description: "Several pods that run PostgreSQL replicate: they are members of one cluster under Patroni.",
    severity: "critical",
    framework: { name: "GX incidents", version: "1", reference: "G01", specification: "Members of one cluster" },
    remediationSteps:
      "Use a StatefulSet that mounts Patroni's configuration with its user of replication, or run one replica.",
  },
  { software: "PostgreSQL", keptBy: "Patroni", serverOf: postgresServerOf },
  shortcomingOf,
);

function shortcomingOf({ server, configMaps }: Members, bench: StackBench): Shortcoming | undefined {
  const files = configMaps.map((map) => bench.known(map, () => patroniConfigurationsIn(map)));
  // What is unknown has been reported against the ConfigMap.
  if (files.includes(undefined)) return undefined;
  const configurations = files.flatMap((found) => found ?? []);
  if (configurations.some(({ replicationUser }) => replicationUser !== undefined)) return undefined;
  if (configurations.length > 0 && namesUser(server)) return undefined;
  return {
    found: "that nothing replicates",
    remedy: "mount Patroni's configuration with postgresql.authentication.replication from a ConfigMap of the stack",
  };
}

function namesUser({ containers }: RunningServer): boolean {
  return containers.some(({ container }) =>
    (container.env ?? []).some(({ name }) => name === REPLICATION_USER_VARIABLE),
  );
}
