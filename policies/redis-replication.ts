import { declaredQuorumsIn, redisConfigurationsIn } from "./redis-configuration";
import { redisServerOf } from "./redis-server";
import { type Members, replicatedServerPolicy, type Shortcoming } from "./replicated-server";
import type { StackBench } from "./verdict";

/**
 * Several pods that run Redis are members of one group: of a StatefulSet, with Sentinels of which a majority must agree before
 * another becomes primary, and whose primary refuses writes that no replica would have. Without Sentinel each of them is a
 * server of its own behind one name; with a smaller quorum, or a primary that writes alone, a network that falls apart has
 * two primaries.
 *
 * Severity: critical. Source: incident G01 (three unreplicated databases posed as one).
 * Remedy: mount a Sentinel's configuration and `min-replicas-to-write 1` from a ConfigMap of the stack, or run one replica.
 */
export const redisReplication = replicatedServerPolicy(
  {
    name: "redis-replication",
    description: "Several pods that run Redis replicate, under Sentinels of which a majority decides.",
    severity: "critical",
    framework: { name: "GX incidents", version: "1", reference: "G01", specification: "Members of one group" },
    remediationSteps:
      "Use a StatefulSet that mounts min-replicas-to-write 1 and a Sentinel with the majority as its quorum, or run one replica.",
  },
  { software: "Redis", keptBy: "Sentinel", serverOf: redisServerOf },
  shortcomingOf,
);

function shortcomingOf({ replicas, configMaps }: Members, bench: StackBench): Shortcoming | undefined {
  const known = configMaps.map((map) =>
    bench.known(map, () => ({ files: redisConfigurationsIn(map), quorums: declaredQuorumsIn(map) })),
  );
  // What is unknown has been reported against the ConfigMap.
  if (known.includes(undefined)) return undefined;
  const files = known.flatMap((found) => found?.files ?? []);
  if (!files.some(({ isSentinel }) => isSentinel)) {
    return { found: "without Sentinel", remedy: "mount a Sentinel's configuration from a ConfigMap of the stack" };
  }
  const quorums = [...files.flatMap(({ quorums: own }) => own), ...known.flatMap((found) => found?.quorums ?? [])];
  const majority = Math.floor(replicas / 2) + 1;
  const wrong = quorums.find((quorum) => !(quorum >= majority));
  if (quorums.length === 0 || wrong !== undefined) {
    const stated = wrong === undefined ? "that states no quorum" : `with a quorum of ${wrong}`;
    return { found: `under a Sentinel ${stated}`, remedy: `have ${majority} agree, more than half` };
  }
  if (!files.some(({ setting }) => Number(setting("min-replicas-to-write")) >= 1)) {
    return { found: "whose primary writes alone", remedy: "set min-replicas-to-write 1 in its configuration" };
  }
  return undefined;
}
