import type * as k8s from "@pulumi/kubernetes";
import type { ResourceSpec } from "../components/shared/container-resources";
import type { ImageName } from "../components/shared/images";
import type { ApiPermission } from "../components/workload/api-permissions";
import type { NamespacePurpose } from "./environment";
import type { Call } from "./workload";

/** How one kind of state is backed up, and how that is proven. Declared by the system that owns the state. */
export interface BackupSource {
  /** Unique. Also the name of its backup's workload, and its folder in the bucket. */
  readonly name: string;
  /** Where its jobs run. */
  readonly namespace: NamespacePurpose;
  /** The workloads whose volumes it covers; of state that no volume holds, a name for it. */
  readonly covers: readonly string[];
  /** The source's own image: it dumps, and restores into a server of the same version. */
  readonly image: ImageName;
  /** Name of the file that a dump is, in `/dump`. */
  readonly file: string;
  /** When it is backed up, as a CronJob says it, in UTC. */
  readonly schedule: string;
  /** When its newest backup is restored and compared, likewise. */
  readonly restoreTestSchedule: string;
  /** Backups are kept for so long. */
  readonly keepDays: number;
  /** A smaller dump is none. */
  readonly leastBytes: number;
  /** What may be lost at most: its schedule must never leave a longer gap. */
  readonly recoveryPointHours: number;
  /** An older newest backup fails the restore test. */
  readonly mostAgeHours: number;
  /** Room in `/dump`: the dump, and the dump encrypted. */
  readonly roomMebibytes: number;
  /** What the account of what backs it up may do with the Kubernetes API, by namespace; absent where it doesn't call it. */
  readonly permissions?: readonly { readonly namespace: string; readonly rules: readonly ApiPermission[] }[];
  /** Writes the dump and its `facts.json` to `/dump`. */
  readonly dump: SourceStep;
  /** Restores what lies in `/dump` into a server of its own, and compares it with `facts.json`. */
  readonly prove: SourceStep;
  /** What only the source's own programs need, `/etc/backup/dump.json`. No secrets. */
  readonly facts: object;
}

/** A container of the source's own image. */
export interface SourceStep {
  readonly command: readonly string[];
  readonly resources: ResourceSpec;
  /** Whom it calls. */
  readonly calls: readonly Call[];
  /** Beside `/dump`, `/etc/backup` and `/tmp`, which every step has. */
  readonly volumes: readonly k8s.types.input.core.v1.Volume[];
  /** Where it mounts those volumes. */
  readonly mounts: readonly k8s.types.input.core.v1.VolumeMount[];
  /** Why it reads files of the servers, as root without capabilities. @default it doesn't */
  readonly readsHostBecause?: string;
}
