import * as pulumi from "@pulumi/pulumi";
import { PRIORITY_CLASSES } from "../../components/cluster/priority-classes";
import { DATA_STORAGE_CLASS } from "../../components/cluster/storage-classes";
import { type EnvironmentName, OWNER_STACK_LABEL } from "../../components/shared/labels";
import { ConfigError } from "../config-error";
import type { EnvironmentSpec } from "../environment";
import { clusterMembers } from "../topology";
import type { ClusterReader } from "./cluster-reader";

/** The stack that owns the cluster layer. */
const CLUSTER_LAYER_OWNER: EnvironmentName = "mainnet";

/**
 * Refuses a cluster that is not the declared one, lacks a declared node, or lacks the cluster layer that another stack
 * owns. Warns of nodes that the inventory doesn't know. Reads only.
 *
 * @throws ConfigError naming what was declared and what was found
 */
export async function checkCluster(environment: EnvironmentSpec, cluster: ClusterReader): Promise<void> {
  await checkIdentity(environment, cluster);
  await Promise.all([
    checkNodes(environment, cluster),
    ...(environment.clusterLayer ? [] : [checkClusterLayer(environment, cluster)]),
  ]);
}

async function checkIdentity({ access }: EnvironmentSpec, cluster: ClusterReader): Promise<void> {
  const namespaces = await cluster.list({ apiVersion: "v1", kind: "Namespace" });
  const found = namespaces.find(({ name }) => name === "kube-system")?.uid;
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

async function checkNodes({ servers }: EnvironmentSpec, cluster: ClusterReader): Promise<void> {
  const live = new Set((await cluster.list({ apiVersion: "v1", kind: "Node" })).map(({ name }) => name));
  const declared = clusterMembers(servers);
  const missing = declared.filter((server) => !live.has(server.nodeName));
  if (missing.length > 0) {
    throw new ConfigError(
      "The inventory",
      missing.map((server) => ({
        field: `servers.${server.name}.nodeName`,
        value: server.nodeName,
        remedy: `the cluster has no such node, only ${[...live].sort().join(", ") || "none"}; join the server or correct the inventory`,
      })),
    );
  }
  const unknown = [...live].filter((node) => !declared.some((server) => server.nodeName === node));
  if (unknown.length > 0) {
    await pulumi.log.warn(
      `nodes that the inventory doesn't know, without declared labels (G20): ${unknown.join(", ")}`,
    );
  }
}

async function checkClusterLayer({ name }: EnvironmentSpec, cluster: ClusterReader): Promise<void> {
  const required = [
    ...Object.keys(PRIORITY_CLASSES).map((className) => ["scheduling.k8s.io/v1", "PriorityClass", className] as const),
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
