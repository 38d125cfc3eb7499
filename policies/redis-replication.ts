import type { KubernetesObject } from "./kubernetes-object";
import { declaredQuorumsIn, redisConfigurationsIn } from "./redis-configuration";
import { redisServerOf } from "./redis-server";
import { replicasOf } from "./replicas";
import { mountedConfigMaps, REPLICATED_KINDS, type RunningServer } from "./running-server";
import { stackPolicy, type Finding, type StackBench } from "./verdict";

/**
 * Several pods that run Redis are members of one group: of a StatefulSet, with Sentinels of which a majority must agree before
 * another becomes primary, and whose primary refuses writes that no replica would have. Without Sentinel each of them is a
 * server of its own behind one name; with a smaller quorum, or a primary that writes alone, a network that falls apart has
 * two primaries.
 *
 * Severity: critical. Source: incident G01 (three unreplicated databases posed as one).
 * Remedy: mount a Sentinel's configuration and `min-replicas-to-write 1` from a ConfigMap of the stack, or run one replica.
 */
export const redisReplication = stackPolicy(
  {
    name: "redis-replication",
    description: "Several pods that run Redis replicate, under Sentinels of which a majority decides.",
    severity: "critical",
    framework: { name: "GX incidents", version: "1", reference: "G01", specification: "Members of one group" },
    remediationSteps:
      "Use a StatefulSet that mounts min-replicas-to-write 1 and a Sentinel with the majority as its quorum, or run one replica.",
  },
  (objects, bench) => {
    for (const object of objects) {
      if (!REPLICATED_KINDS.includes(object.kind)) continue;
      const server = bench.known(object, () => redisServerOf(object));
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
  const runs = `is ${replicas} over Redis (${server.containers[0]?.container.image})`;
  const finding = (found: string, remedy: string): Finding => ({
    field: "spec.replicas",
    found: `${runs} ${found}`,
    remedy: `${remedy}, or run one replica`,
  });
  if (object.kind !== "StatefulSet") return finding(`in a ${object.kindName}`, "use a StatefulSet under Sentinel");
  const maps = mountedConfigMaps(object, server, objects);
  const known = maps.map((map) =>
    bench.known(map, () => ({ files: redisConfigurationsIn(map), quorums: declaredQuorumsIn(map) })),
  );
  // What is unknown has been reported against the ConfigMap.
  if (known.includes(undefined)) return undefined;
  const files = known.flatMap((found) => found?.files ?? []);
  if (!files.some(({ isSentinel }) => isSentinel)) {
    return finding("without Sentinel", "mount a Sentinel's configuration from a ConfigMap of the stack");
  }
  const quorums = [...files.flatMap(({ quorums: own }) => own), ...known.flatMap((found) => found?.quorums ?? [])];
  const majority = Math.floor(replicas / 2) + 1;
  const wrong = quorums.find((quorum) => !(quorum >= majority));
  if (quorums.length === 0 || wrong !== undefined) {
    const stated = wrong === undefined ? "that states no quorum" : `with a quorum of ${wrong}`;
    return finding(`under a Sentinel ${stated}`, `have ${majority} agree, more than half`);
  }
  if (!files.some(({ setting }) => Number(setting("min-replicas-to-write")) >= 1)) {
    return finding("whose primary writes alone", "set min-replicas-to-write 1 in its configuration");
  }
  return undefined;
}
