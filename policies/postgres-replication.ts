import type { KubernetesObject } from "./kubernetes-object";
import { patroniConfigurationsIn } from "./patroni-configuration";
import { postgresServerOf } from "./postgres-server";
import { replicasOf } from "./replicas";
import { mountedConfigMaps, REPLICATED_KINDS, type RunningServer } from "./running-server";
import { stackPolicy, type Finding, type StackBench } from "./verdict";

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
export const postgresReplication = stackPolicy(
  {
    name: "postgres-replication",
    description: "Several pods that run PostgreSQL replicate: they are members of one cluster under Patroni.",
    severity: "critical",
    framework: { name: "GX incidents", version: "1", reference: "G01", specification: "Members of one cluster" },
    remediationSteps:
      "Use a StatefulSet that mounts Patroni's configuration with its user of replication, or run one replica.",
  },
  (objects, bench) => {
    for (const object of objects) {
      if (!REPLICATED_KINDS.includes(object.kind)) continue;
      const server = bench.known(object, () => postgresServerOf(object));
      if (server) bench.check(object, () => findingOf(object, server, objects, bench));
    }
  },
);

function findingOf(
  object: KubernetesObject,
  server: RunningServer,
  objects: readonly KubernetesObject[],
  bench: StackBench,
): Finding | undefined {
  const replicas = replicasOf(object) ?? 1;
  if (replicas <= 1) return undefined;
  const [first] = server.containers;
  const runs = `is ${replicas} over PostgreSQL (${first?.container.image})`;
  if (object.kind !== "StatefulSet") {
    const remedy = "use a StatefulSet under Patroni, or run one replica";
    return { field: "spec.replicas", found: `${runs} in a ${object.kindName}`, remedy };
  }
  const files = mountedConfigMaps(object, server, objects).map((map) =>
    bench.known(map, () => patroniConfigurationsIn(map)),
  );
  // What is unknown has been reported against the ConfigMap.
  if (files.includes(undefined)) return undefined;
  const configurations = files.flatMap((found) => found ?? []);
  if (configurations.some(({ replicationUser }) => replicationUser !== undefined)) return undefined;
  if (configurations.length > 0 && namesUser(server)) return undefined;
  return {
    field: "spec.replicas",
    found: `${runs} that nothing replicates`,
    remedy:
      "mount Patroni's configuration with postgresql.authentication.replication from a ConfigMap of the stack, " +
      "or run one replica",
  };
}

function namesUser({ containers }: RunningServer): boolean {
  return containers.some(({ container }) =>
    (container.env ?? []).some(({ name }) => name === REPLICATION_USER_VARIABLE),
  );
}
