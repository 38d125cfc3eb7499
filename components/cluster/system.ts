import { z } from "zod";
import type { ConfigProblem } from "../../stacks/config-error";
import { wholeNumber } from "../../stacks/fields";
import { SERVER_NAMES, type ServerName } from "../../stacks/inventory";
import type { System } from "../../stacks/system";
import { clusterMembers, k3sServers, namesOf } from "../../stacks/topology";
import { CLUSTER_LAYER_OWNER } from "../shared/environments";
import { ClusterLayer } from "./cluster-layer";

/** Settings of what exists once for the cluster. */
interface ClusterSettings {
  /** The server K3s was started on with `--cluster-init`. */
  readonly initServer: ServerName;
  /** At least 3, one a node at most (G11). */
  readonly coreDnsReplicas: number;
}

const settings: z.ZodType<ClusterSettings | undefined> = z
  .strictObject(
    {
      initServer: z.enum(SERVER_NAMES, { error: `must be the K3s init server, one of ${SERVER_NAMES.join(", ")}` }),
      coreDnsReplicas: wholeNumber(3, 10, "a single CoreDNS pod was a point of failure (G11)"),
    },
    { error: "must be a map with initServer and coreDnsReplicas" },
  )
  .optional();

/** What exists once for the cluster: node labels, storage and priority classes, CoreDNS. In one environment's stack only. */
export const cluster: System<ClusterSettings, undefined> = {
  name: "cluster",
  description: "what exists once for the cluster: node labels, storage and priority classes, CoreDNS on several nodes",
  settings,
  isClusterScoped: true,
  workloadNames: [],
  workloads: () => [],

  problems(given, { name, ownsClusterLayer, servers }) {
    if (!ownsClusterLayer) {
      const remedy = `remove it: what is cluster-scoped belongs to ${CLUSTER_LAYER_OWNER}'s stack`;
      return given ? [{ field: "gx:cluster", value: given, remedy }] : [];
    }
    if (!given) {
      const remedy = `${name} owns the cluster layer: give initServer and coreDnsReplicas`;
      return [{ field: "gx:cluster", value: undefined, remedy }];
    }
    const members = clusterMembers(servers);
    const candidates = k3sServers(servers);
    const problems: ConfigProblem[] = [];
    if (!candidates.some((server) => server.name === given.initServer)) {
      problems.push({
        field: "gx:cluster.initServer",
        value: given.initServer,
        remedy: `must be a K3s server of the cluster: ${namesOf(candidates)}`,
      });
    }
    if (given.coreDnsReplicas > members.length) {
      problems.push({
        field: "gx:cluster.coreDnsReplicas",
        value: given.coreDnsReplicas,
        remedy: `at most ${members.length}: no two CoreDNS pods share a node, and the cluster has ${members.length} nodes`,
      });
    }
    return problems;
  },

  deploy({ coreDnsReplicas }, { environment, parent }) {
    new ClusterLayer(
      "cluster-layer",
      { owner: environment.name, nodes: clusterMembers(environment.servers), coreDnsReplicas },
      { parent },
    );
    return { hands: undefined };
  },
};
