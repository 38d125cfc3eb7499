import type { ResourceSpec } from "../components/shared/container-resources";
import type { PriorityKind } from "../components/shared/environments";
import type { ImageName } from "../components/shared/images";
import type { NamespacePurpose } from "./environment";
import type { ServerName } from "./inventory";

/**
 * Where the pods of a workload stand: on nodes of the environment, spread over them; on every node of the cluster, one on
 * each, as a DaemonSet; or the one pod on a named server, because its data lies there.
 */
export type Placement =
  | { readonly on: "environment" }
  | { readonly on: "every node" }
  | { readonly on: "server"; readonly server: ServerName };

/** A volume of its own for each pod. */
export interface Volume {
  readonly name: string;
  readonly sizeMebibytes: number;
}

/** A flow that a workload begins. */
export interface Call {
  /** Workloads, or ends outside the environment; its own name where its pods call each other. */
  readonly to: readonly string[];
  /** Name of the port that each of them declares. */
  readonly port: string;
  /** Where the need for it is stated, or that it is our choice. */
  readonly why: string;
}

/** A flow that others begin: for callers whose own declaration doesn't know of this workload. */
export interface IncomingCall {
  /** Workloads, or ends outside the environment. */
  readonly from: readonly string[];
  /** Name of a port of this workload. */
  readonly port: string;
  readonly why: string;
}

/** That the pods of a workload, together with those of others of the same group, must not go below a number. */
export interface QuorumMembership {
  /** Unique in the environment, and not `etcd`, which is the cluster's. */
  readonly group: string;
  /** How many pods of the group must live; the same wherever it is stated. @default more than half */
  readonly needed?: number;
}

/** When a CronJob runs. */
export interface Schedule {
  /** As a CronJob says it, in UTC. */
  readonly cron: string;
  /** The setting that says so, for messages; without it, the code does. */
  readonly setting?: string;
}

/** What a job that backs up covers. */
export interface BackupCoverage {
  /** The workloads whose volumes it covers; of state that no volume holds, a name for it. */
  readonly workloads: readonly string[];
  /** What may be lost at most, all jobs together that back up the same. */
  readonly recoveryPointHours: number;
  /** For how long at least a backup is kept. */
  readonly keepDays: number;
}

/** How long having back may take what somebody deleted or spoilt: the recorded aim, of every kind of state. */
export const RECOVERY_TIME_MINUTES = 15;

/** How far apart two restores of a kind may be: a backup of which nobody knows for longer whether it can be had back isn't one (G03). */
export const MOST_DAYS_BETWEEN_RESTORE_TESTS = 7;

/** What a job that restores a backup proves. */
export interface RestoreProof {
  /** The CronJobs whose newest backup it restores: it proves what all of them make. */
  readonly backupsBy: readonly string[];
  /** How long it may take. */
  readonly recoveryTimeMinutes: number;
}

/** A workload of an environment, as data: what everything that spans systems derives from. */
export interface Workload {
  /** Unique in the environment; what its selector selects on. */
  readonly name: string;
  /** Its part in the system, the `app.kubernetes.io/component` label. */
  readonly component: string;
  readonly namespace: NamespacePurpose;
  readonly controller: "Deployment" | "StatefulSet" | "DaemonSet" | "Job" | "CronJob";
  /** Pods while nothing is updated; of a CronJob, those of one run, beside which no other runs. */
  readonly replicas: number;
  /** Pods that an update runs beside those. @default 0 */
  readonly surge?: number;
  /** The setting that describes it, such as `gx:services.svc-admin`, for messages. */
  readonly setting: string;
  /** Images by container. */
  readonly images: Readonly<Record<string, ImageName>>;
  /** TCP ports by name. */
  readonly ports: Readonly<Record<string, number>>;
  /** Of one pod, all of its containers together. */
  readonly resources: ResourceSpec;
  readonly priority: PriorityKind;
  readonly placement: Placement;
  readonly volumes?: readonly Volume[];
  /** Why its volumes need no backup: what they hold is a copy of what stands elsewhere. */
  readonly holdsCopies?: string;
  readonly quorum?: QuorumMembership;
  /** Label keys that something sets on its pods while they run, and that selectors may use. */
  readonly runtimeLabels?: readonly string[];
  /** Whether it logs in to the database, with a login of its own. */
  readonly logsIn?: boolean;
  /** Of a CronJob. No two of an environment begin at the same minute. */
  readonly schedule?: Schedule;
  /** Why its pods read files of the servers, which the restricted Pod Security Standard refuses. In a namespace that is privileged. */
  readonly readsHostBecause?: string;
  readonly backsUp?: BackupCoverage;
  readonly restores?: RestoreProof;
  /** The CronJobs whose backups it copies to where no server of the environment is. */
  readonly copiesOffSite?: readonly string[];
  readonly calls?: readonly Call[];
  readonly calledBy?: readonly IncomingCall[];
}
