import { DATA_STORAGE_CLASS } from "../../components/cluster/storage-classes";
import { CLUSTER_LAYER_OWNER } from "../../components/shared/environments";
import { OWNER_STACK_LABEL } from "../../components/shared/labels";
import { ConfigError } from "../config-error";
import type { EnvironmentSpec } from "../environment";
import { clusterMembers } from "../topology";
import type { Server } from "../inventory";
import { apiServerNotices } from "./api-server-addresses";
import type { ClusterReader, LiveObject } from "./cluster-reader";
import { defaultStorageNotices } from "./default-storage";
import { ingressNotices } from "./ingress-controller";
import { checkServerVersion } from "./server-version";

/**
 * Refuses a cluster that is not the declared one, is too old, lacks a declared node, or lacks the cluster layer that
 * another stack owns. Reads only.
 *
 * @returns what is unexpected but no reason to refuse, one line each: docs/preflight.md lists it all
 * @throws ConfigError naming what was declared and what was found
 */
export async function checkCluster(environment: EnvironmentSpec, cluster: ClusterReader): Promise<readonly string[]> {
  // Asked side by side, because the API server may be far away; another cluster than the declared one explains all else.
  const [, version, , nodes, ...surroundings] = await firstFaultOf([
    checkIdentity(environment, cluster),
    checkServerVersion(cluster),
    environment.ownsClusterLayer ? undefined : checkClusterLayer(environment, cluster),
    checkNodes(environment, cluster),
    apiServerNotices(environment.servers, cluster),
    defaultStorageNotices(cluster),
    ingressNotices(cluster),
  ]);
  return [version, nodes, ...surroundings].flat();
}

/** What all give, once all have ended. Throws what the first that fails throws, first in their order and not in time. */
async function firstFaultOf<Checks extends readonly unknown[]>(
  checks: readonly [...Checks],
): Promise<{ -readonly [Index in keyof Checks]: Awaited<Checks[Index]> }> {
  const settled = await Promise.allSettled(checks);
  const fault = settled.find((one): one is PromiseRejectedResult => one.status === "rejected");
  if (fault) throw fault.reason;
  return Promise.all(checks);
}

/** The UID of the namespace `kube-system`, which tells a cluster from every other; undefined where there is none. */
export async function identityOf(cluster: Pick<ClusterReader, "list">): Promise<string | undefined> {
  const namespaces = await cluster.list({ apiVersion: "v1", kind: "Namespace" });
  return namespaces.find(({ name }) => name === "kube-system")?.uid;
}

/**
 * Refuses a cluster that is not the one that the settings name.
 * @throws ConfigError naming both
 */
export async function checkIdentity(
  { access }: Pick<EnvironmentSpec, "access">,
  cluster: Pick<ClusterReader, "list">,
): Promise<void> {
  const found = await identityOf(cluster);
  if (found !== access.identity) {
    throw new ConfigError("The cluster", [
      {
        field: "gx:clusterIdentity",
        value: access.identity,
        remedy: `context ${access.context} of ${access.kubeconfigPath} leads to cluster ${found ?? "without kube-system"}; use the kubeconfig of the declared cluster`,
      },
    ]);
  }
}

async function checkNodes(environment: EnvironmentSpec, cluster: ClusterReader): Promise<readonly string[]> {
  const { servers, ownsClusterLayer } = environment;
  const nodes = await cluster.list({ apiVersion: "v1", kind: "Node" });
  const live = new Map(nodes.map(({ name, labels }) => [name, labels]));
  const declared = clusterMembers(servers);
  const missing = declared.filter((server) => !live.has(server.nodeName));
  if (missing.length > 0) {
    throw new ConfigError(
      "The inventory",
      missing.map((server) => ({
        field: `servers.${server.name}.nodeName`,
        value: server.nodeName,
        remedy: `the cluster has no such node, only ${[...live.keys()].sort().join(", ") || "none"}; join the server or correct the inventory`,
      })),
    );
  }
  const unknown = [...live.keys()].filter((node) => !declared.some((server) => server.nodeName === node));
  const strangers = unknown.map((node) => `node ${node} is not in the inventory and gets no labels (G20)`);
  return ownsClusterLayer ? [...strangers, ...declared.flatMap((server) => labelChanges(server, live))] : strangers;
}

/** A patch that is new shows what it sets, never what it replaces: so that is said here. */
function labelChanges(server: Server, live: ReadonlyMap<string, LiveObject["labels"]>): readonly string[] {
  return Object.entries(server.labels).flatMap(([label, declared]) => {
    const found = live.get(server.nodeName)?.[label];
    return found === undefined || found === declared
      ? []
      : [`node ${server.nodeName} (${server.name}): label ${label} is ${found} and will be ${declared}`];
  });
}

async function checkClusterLayer({ name, priorityClasses }: EnvironmentSpec, cluster: ClusterReader): Promise<void> {
  const required = [
    ...Object.values(priorityClasses).map((className) => ["scheduling.k8s.io/v1", "PriorityClass", className] as const),
    ["storage.k8s.io/v1", "StorageClass", DATA_STORAGE_CLASS] as const,
  ];
  const present = await Promise.all(
    required.map(async ([apiVersion, kind, objectName]) =>
      (await cluster.list({ apiVersion, kind })).some(
        (live) => live.name === objectName && live.labels[OWNER_STACK_LABEL] === CLUSTER_LAYER_OWNER,
      ),
    ),
  );
  const missing = required.filter((_, index) => !present[index]).map(([, kind, objectName]) => `${kind} ${objectName}`);
  if (missing.length > 0) {
    throw new ConfigError("The cluster", [
      {
        field: "stack",
        value: name,
        remedy: `the cluster layer that it stands on is missing (${missing.join(", ")}); deploy stack ${CLUSTER_LAYER_OWNER} first`,
      },
    ]);
  }
}
