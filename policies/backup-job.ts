import { parseCronSchedule, type CronSchedule } from "../components/shared/cron-schedule";
import {
  BACKS_UP_ANNOTATION,
  KEPT_DAYS_ANNOTATION,
  PROVES_BACKUP_BY_ANNOTATION,
  RECOVERY_POINT_ANNOTATION,
} from "../components/shared/labels";
import type { KubernetesObject } from "./kubernetes-object";

/** A CronJob that backs something up, or restores a backup to prove it. */
export interface BackupJob {
  readonly object: KubernetesObject;
  readonly name: string;
  /** The workloads that it covers. */
  readonly backsUp: readonly string[];
  /** The CronJobs whose backups it restores. */
  readonly proves: readonly string[];
  readonly spec: { readonly schedule?: string; readonly suspend?: boolean };
  /** Undefined where it isn't read. */
  readonly schedule: CronSchedule | undefined;
  /** What may be lost at most; undefined where the annotation is no whole number from 1. */
  readonly recoveryPointHours: number | undefined;
  /** For how long a backup is kept, likewise. */
  readonly keptDays: number | undefined;
}

/** An object as such a CronJob; undefined where it is none. */
export function backupJobOf(object: KubernetesObject): BackupJob | undefined {
  if (object.kind !== "CronJob") return undefined;
  const { annotations = {} } = object.props.metadata ?? {};
  const backsUp = namesIn(annotations[BACKS_UP_ANNOTATION]);
  const proves = namesIn(annotations[PROVES_BACKUP_BY_ANNOTATION]);
  if (backsUp.length === 0 && proves.length === 0) return undefined;
  const { schedule, suspend } = (object.props.spec ?? {}) as BackupJob["spec"];
  return {
    ...{ object, name: nameOf(object), backsUp, proves, spec: { schedule, suspend } },
    schedule: parseCronSchedule(schedule ?? ""),
    recoveryPointHours: positive(annotations[RECOVERY_POINT_ANNOTATION]),
    keptDays: positive(annotations[KEPT_DAYS_ANNOTATION]),
  };
}

/** An object's name. */
export function nameOf({ props, resourceName }: KubernetesObject): string {
  return props.metadata?.name ?? resourceName;
}

function positive(text = ""): number | undefined {
  return /^[1-9]\d*$/.test(text) ? Number(text) : undefined;
}

function namesIn(list = ""): readonly string[] {
  return list
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean);
}
