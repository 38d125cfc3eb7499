import {
  MAINNET_DATA_PRIORITY,
  MAINNET_SERVICE_PRIORITY,
  TESTNET_DATA_PRIORITY,
  TESTNET_SERVICE_PRIORITY,
} from "../cluster/priority-classes";
import type { EnvironmentName, NodeRole } from "./labels";

/** Why a workload may evict another, or be evicted: whether it can be replaced or holds data. */
export type PriorityKind = "service" | "data";

/** What tells one environment from another: everything else is settings. */
export interface EnvironmentFacts {
  /** Nodes with this role take the environment's workloads, and no other node does (G21). */
  readonly nodeRole: NodeRole;
  /** Priority class of each kind of workload. */
  readonly priorityClasses: Readonly<Record<PriorityKind, string>>;
  /** How the names of its namespaces end, so that no namespace can be in two stacks; empty where they end in no other's. */
  readonly namespaceSuffix: string;
  /** Whether its stack owns what exists once for the cluster: exactly one does. */
  readonly ownsClusterLayer: boolean;
  /** Whether it has the namespace for monitoring: one environment's monitoring never calls into another's. */
  readonly hasMonitoring: boolean;
}

/** The environments, each one stack. */
export const ENVIRONMENTS: Readonly<Record<EnvironmentName, EnvironmentFacts>> = {
  mainnet: {
    nodeRole: "primary",
    priorityClasses: { service: MAINNET_SERVICE_PRIORITY, data: MAINNET_DATA_PRIORITY },
    namespaceSuffix: "",
    ownsClusterLayer: true,
    hasMonitoring: true,
  },
  testnet: {
    nodeRole: "testdev",
    priorityClasses: { service: TESTNET_SERVICE_PRIORITY, data: TESTNET_DATA_PRIORITY },
    namespaceSuffix: "-testnet",
    ownsClusterLayer: false,
    hasMonitoring: false,
  },
};

/** The environments' names, in the order in which they are deployed. */
export const ENVIRONMENT_NAMES = Object.keys(ENVIRONMENTS) as readonly EnvironmentName[];

/** The environment whose stack owns what exists once for the cluster. */
export const CLUSTER_LAYER_OWNER = ENVIRONMENT_NAMES.filter((name) => ENVIRONMENTS[name].ownsClusterLayer)[0]!;
