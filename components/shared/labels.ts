/**
 * The label vocabulary, declared once: what nodes carry, what workloads carry, and what selectors may select on.
 * Sources: the node labels recorded on the cluster (G20); Kubernetes' recommended labels.
 */

/** Node labels given at registration and asserted by the cluster layer. `node-id` is unique in the cluster (G20). */
export const NODE_ID_LABEL = "node-id";
/** Decides which environment's workloads a node takes: see `environments.ts`. */
export const NODE_ROLE_LABEL = "node-role";
/** The zone as recorded on the cluster; it contradicts the physical place, so nothing selects on it. */
export const NODE_ZONE_LABEL = "zone";
/** The physical region of the server. */
export const NODE_REGION_LABEL = "topology.kubernetes.io/region";
/** The failure domain that workloads are spread over: one server. */
export const HOSTNAME_LABEL = "kubernetes.io/hostname";

/** The environments, each one stack: see `environments.ts`. */
export type EnvironmentName = "mainnet" | "testnet";
/** Values of {@link NODE_ROLE_LABEL}. */
export type NodeRole = "primary" | "testdev";

/** Prefix of this project's own label and annotation keys. */
export const LABEL_PREFIX = "gxcoin.money";
/** The environment a namespaced object belongs to. */
export const ENVIRONMENT_LABEL = `${LABEL_PREFIX}/environment`;
/**
 * The stack that owns an object: every object this program creates carries it, and the program refuses to take over a
 * same-named object that does not.
 */
export const OWNER_STACK_LABEL = `${LABEL_PREFIX}/owner-stack`;
/**
 * What placement rule a pod falls under: `environment` (on its environment's nodes only), `platform` (on every node:
 * DNS, probes, exporters) or `host` (on one named node). A pod without the label counts as `environment`.
 */
export const PLACEMENT_LABEL = `${LABEL_PREFIX}/placement`;
/** Values of {@link PLACEMENT_LABEL}. */
export type PlacementClass = "environment" | "platform" | "host";

/**
 * Annotation by which the cluster layer says of each node what K3s runs there. Labels that K3s sets itself say so only of
 * nodes that are up; this says it of all that are declared, so that a rule can count the etcd voters.
 */
export const K3S_ROLE_ANNOTATION = `${LABEL_PREFIX}/k3s-role`;
/** Values of {@link K3S_ROLE_ANNOTATION}: `server` runs the control plane and is an etcd voter; `agent` runs workloads only. */
export type K3sRole = "server" | "agent";

/** `app.kubernetes.io/name`: the workload's name, what every selector selects on. */
export const NAME_LABEL = "app.kubernetes.io/name";
/** `app.kubernetes.io/component`: the workload's part in the system, such as `api` or `database`. */
export const COMPONENT_LABEL = "app.kubernetes.io/component";

/**
 * The quorum group that a workload is a member of; unique in its environment. The change gate refuses an update
 * that touches more than one member at once.
 */
export const QUORUM_GROUP_LABEL = `${LABEL_PREFIX}/quorum-group`;

/**
 * Annotation on a pod template: the label keys, separated by commas, that something sets on the pods while they run, such
 * as a database's role. Selectors may use these besides the labels that the template declares.
 */
export const RUNTIME_LABELS_ANNOTATION = `${LABEL_PREFIX}/runtime-labels`;

/** Annotation on a CronJob that backs up: the workloads whose volumes it covers, separated by commas. */
export const BACKS_UP_ANNOTATION = `${LABEL_PREFIX}/backs-up`;
/** Beside it: what may be lost at most, in hours. Jobs of a workload that state the same count together. */
export const RECOVERY_POINT_ANNOTATION = `${LABEL_PREFIX}/recovery-point-hours`;
/** Beside it: for how many days at least a backup is kept. */
export const KEPT_DAYS_ANNOTATION = `${LABEL_PREFIX}/kept-days`;
/** Annotation on a CronJob that restores a backup to prove it: the CronJobs that make what it restores, separated by commas. */
export const PROVES_BACKUP_BY_ANNOTATION = `${LABEL_PREFIX}/proves-backup-by`;
/** Beside it: how long having such a backup back may take at most, in minutes. */
export const RECOVERY_TIME_ANNOTATION = `${LABEL_PREFIX}/recovery-time-minutes`;
/** Annotation on a CronJob that copies backups to where no server of the environment is: the CronJobs that make them, separated by commas. */
export const COPIES_OFF_SITE_ANNOTATION = `${LABEL_PREFIX}/copies-off-site`;
/** Label of a Job that a person asked for by a command of this project. */
export const REQUESTED_BY_LABEL = `${LABEL_PREFIX}/requested-by`;
/** Its value for the commands for backups. */
export const REQUESTED_BY_BACKUP_COMMANDS = "ops-backup";
/** Annotation on a StatefulSet whose volumes need no backup, because they hold copies: why. */
export const HOLDS_COPIES_ANNOTATION = `${LABEL_PREFIX}/holds-copies`;

/** A set of labels. */
export type Labels = Readonly<Record<string, string>>;

/** The labels that selectors of a workload use. Never a version: a selector is immutable. */
export function selectorLabels(workload: string): Labels {
  return { [NAME_LABEL]: workload };
}

/** What {@link workloadLabels} says of a workload. */
export interface LabelledWorkload {
  readonly name: string;
  /** Its part in the system. */
  readonly component: string;
  readonly placement: PlacementClass;
  /** The quorum group that it is a member of, if any. */
  readonly quorumGroup?: string | undefined;
}

/** All labels of a workload and its pods. */
export function workloadLabels(workload: LabelledWorkload, environment: EnvironmentName): Labels {
  return {
    ...selectorLabels(workload.name),
    [COMPONENT_LABEL]: workload.component,
    [PLACEMENT_LABEL]: workload.placement,
    ...(workload.quorumGroup !== undefined && { [QUORUM_GROUP_LABEL]: workload.quorumGroup }),
    ...environmentLabels(environment),
  };
}

/** The labels of everything in an environment's namespaces, whether or not it belongs to a workload. */
export function environmentLabels(environment: EnvironmentName): Labels {
  return { ...ownerLabels(environment), [ENVIRONMENT_LABEL]: environment };
}

/** The labels by which a stack knows its own objects. */
export function ownerLabels(stack: EnvironmentName): Labels {
  return {
    "app.kubernetes.io/part-of": "gx-coin",
    "app.kubernetes.io/managed-by": "pulumi",
    [OWNER_STACK_LABEL]: stack,
  };
}

/**
 * Annotations of an object or its pod template that begin so, followed by a rule's name, except it from that rule of the
 * policy pack: the reason under the name, the last day as `YYYY-MM-DD` in UTC under the name and `-expires`.
 */
export const EXCEPTION_ANNOTATION_PREFIX = `${LABEL_PREFIX}/exception.`;
