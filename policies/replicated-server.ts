import type { KubernetesObject } from "./kubernetes-object";
import { replicasOf } from "./replicas";
import { mountedConfigMaps, REPLICATED_KINDS, type RunningServer } from "./running-server";
import { stackPolicy, type Finding, type PolicyText, type StackBench } from "./verdict";

/** A kind of server of which several make sense as members of one group only. */
export interface ServerKind {
  /** Its name for people. */
  readonly software: string;
  /** What makes members of several pods. */
  readonly keptBy: string;
  /** The server that an object runs; undefined where it runs none of this kind. */
  readonly serverOf: (object: KubernetesObject) => RunningServer | undefined;
}

/** The pods of a StatefulSet that run such a server. */
export interface Members {
  readonly replicas: number;
  readonly server: RunningServer;
  /** The ConfigMaps of the stack that the server mounts. */
  readonly configMaps: readonly KubernetesObject[];
}

/** What members lack: how they are found, and what to do about it, besides running one. */
export interface Shortcoming {
  readonly found: string;
  readonly remedy: string;
}

/**
 * A policy that judges every server of a kind that has several pods: each must be of a StatefulSet, and lack nothing by `judge`.
 * A single pod needs none of it.
 */
export function replicatedServerPolicy(
  text: PolicyText,
  { software, keptBy, serverOf }: ServerKind,
  judge: (members: Members, bench: StackBench) => Shortcoming | undefined,
): ReturnType<typeof stackPolicy> {
  const shortcomingOf = (object: KubernetesObject, members: Members, bench: StackBench): Shortcoming | undefined =>
    object.kind === "StatefulSet"
      ? judge(members, bench)
      : { found: `in a ${object.kindName}`, remedy: `use a StatefulSet under ${keptBy}` };

  return stackPolicy(text, (objects, bench) => {
    const findingOf = (object: KubernetesObject, server: RunningServer): Finding | undefined => {
      const replicas = replicasOf(object) ?? 1;
      if (replicas <= 1) return undefined;
      const configMaps = mountedConfigMaps(object, server, objects);
      const shortcoming = shortcomingOf(object, { replicas, server, configMaps }, bench);
      return (
        shortcoming && {
          field: "spec.replicas",
          found: `is ${replicas} over ${software} (${server.containers[0]?.container.image}) ${shortcoming.found}`,
          remedy: `${shortcoming.remedy}, or run one replica`,
        }
      );
    };
    for (const object of objects) {
      if (!REPLICATED_KINDS.includes(object.kind)) continue;
      const server = bench.known(object, () => serverOf(object));
      if (server) bench.check(object, () => findingOf(object, server));
    }
  });
}
