import {
  BACKS_UP_ANNOTATION,
  HOLDS_COPIES_ANNOTATION,
  PROVES_BACKUP_ANNOTATION,
  RECOVERY_POINT_ANNOTATION,
} from "../components/shared/labels";
import { longestIntervalMinutes, parseCronSchedule, type CronSchedule } from "../components/shared/cron-schedule";
import type { KubernetesObject } from "./kubernetes-object";
import { is, stackPolicy, type Finding, type StackBench } from "./verdict";

/** A CronJob that backs something up, or proves that a backup can be restored. */
interface BackupJob {
  readonly object: KubernetesObject;
  readonly name: string;
  readonly backsUp: readonly string[];
  readonly proves: readonly string[];
  readonly spec: { readonly schedule?: string; readonly suspend?: boolean };
  /** Undefined where the annotation is no whole number of hours. */
  readonly recoveryPointHours: number | undefined;
  /** Undefined where it isn't read. */
  readonly schedule: CronSchedule | undefined;
}

/**
 * Each StatefulSet with claims is backed up by a CronJob of the stack, as often as its recovery point says, and another one
 * proves that what it made can be restored; neither is suspended. One that holds nothing but copies says so instead. CronJobs
 * that state the same recovery point of a workload count together: full and differential backups are one kind. The same holds
 * of whatever else a CronJob says that it backs up, which no volume holds.
 *
 * Severity: critical. Source: incident G05 (state databases were never backed up, and nobody knew).
 * Remedy: a CronJob of each kind, annotated with the workloads that it covers.
 */
export const backupCoverage = stackPolicy(
  {
    name: "backup-coverage",
    description: "What has claims is backed up as often as its recovery point says, and restored to prove it.",
    severity: "critical",
    framework: { name: "GX incidents", version: "1", reference: "G05", specification: "All state has a backup" },
    remediationSteps:
      "Declare a CronJob that backs it up and one that restores the backup, annotated with the workloads that they cover.",
  },
  (objects, bench) => {
    const jobs = objects.flatMap((object) => bench.known(object, () => backupJobOf(object)) ?? []);
    for (const job of jobs) {
      bench.check(job.object, () => suspensionFinding(job));
      bench.check(job.object, () => scheduleFinding(job));
      if (job.backsUp.length > 0) bench.check(job.object, () => recoveryPointFinding(job));
    }
    const stateful = objects.filter((object) => bench.known(object, () => hasClaims(object)));
    for (const object of stateful) judgeCoverage(object, jobs, bench);
    const others = new Set(jobs.flatMap(({ backsUp }) => backsUp));
    for (const object of stateful) others.delete(nameOf(object));
    for (const name of others) judgeBackups(name, jobs, bench);
  },
);

function backupJobOf(object: KubernetesObject): BackupJob | undefined {
  if (object.kind !== "CronJob") return undefined;
  const { annotations = {} } = object.props.metadata ?? {};
  const backsUp = namesIn(annotations[BACKS_UP_ANNOTATION]);
  const proves = namesIn(annotations[PROVES_BACKUP_ANNOTATION]);
  if (backsUp.length === 0 && proves.length === 0) return undefined;
  const { schedule, suspend } = (object.props.spec ?? {}) as BackupJob["spec"];
  const hours = annotations[RECOVERY_POINT_ANNOTATION] ?? "";
  return {
    ...{ object, name: nameOf(object), backsUp, proves, spec: { schedule, suspend } },
    recoveryPointHours: /^[1-9]\d*$/.test(hours) ? Number(hours) : undefined,
    schedule: parseCronSchedule(schedule ?? ""),
  };
}

function nameOf({ props, resourceName }: KubernetesObject): string {
  return props.metadata?.name ?? resourceName;
}

function namesIn(list = ""): readonly string[] {
  return list
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean);
}

function hasClaims({ kind, props }: KubernetesObject): boolean {
  return kind === "StatefulSet" && ((props.spec?.volumeClaimTemplates ?? []) as readonly unknown[]).length > 0;
}

function suspensionFinding({ spec }: BackupJob): Finding | undefined {
  if (!spec.suspend) return undefined;
  return { field: "spec.suspend", found: is(true), remedy: "leave it out: backups that aren't made or tried are none" };
}

function recoveryPointFinding({ object, recoveryPointHours }: BackupJob): Finding | undefined {
  if (recoveryPointHours !== undefined) return undefined;
  return {
    field: `metadata.annotations["${RECOVERY_POINT_ANNOTATION}"]`,
    found: is(object.props.metadata?.annotations?.[RECOVERY_POINT_ANNOTATION]),
    remedy: "state how many hours may be lost at most, a whole number from 1",
  };
}

function scheduleFinding({ spec, schedule }: BackupJob): Finding | undefined {
  const field = "spec.schedule";
  if (!schedule) {
    return { field, found: `${is(spec.schedule)}, which this rule can't read`, remedy: "write five fields of numbers" };
  }
  if (longestIntervalMinutes([schedule]) !== Infinity) return undefined;
  return { field, found: `${is(spec.schedule)}, which never comes`, remedy: "name days that there are" };
}

function judgeCoverage(object: KubernetesObject, jobs: readonly BackupJob[], bench: StackBench): void {
  const { annotations = {} } = object.props.metadata ?? {};
  const name = nameOf(object);
  const reason = bench.known(object, () => annotations[HOLDS_COPIES_ANNOTATION] ?? null);
  if (reason !== null) {
    if (reason !== undefined) bench.check(object, () => reasonFinding(reason));
    return;
  }
  const backingUp = jobs.filter(({ backsUp }) => backsUp.includes(name));
  if (backingUp.length === 0) bench.check(object, () => uncoveredFinding(name));
  else if (!isProven(name, jobs))
    bench.check(object, () => unprovenFinding(name, "spec.volumeClaimTemplates", "is set"));
  judgeIntervals(name, backingUp, bench);
}

/** Of state that no StatefulSet has: those who back it up are told. */
function judgeBackups(name: string, jobs: readonly BackupJob[], bench: StackBench): void {
  const backingUp = jobs.filter(({ backsUp }) => backsUp.includes(name));
  if (!isProven(name, jobs)) {
    const field = `metadata.annotations["${BACKS_UP_ANNOTATION}"]`;
    for (const { object } of backingUp)
      bench.check(object, () => unprovenFinding(name, field, `names ${JSON.stringify(name)}`));
  }
  judgeIntervals(name, backingUp, bench);
}

function isProven(name: string, jobs: readonly BackupJob[]): boolean {
  return jobs.some(({ proves }) => proves.includes(name));
}

function judgeIntervals(name: string, backingUp: readonly BackupJob[], bench: StackBench): void {
  for (const hours of new Set(backingUp.map(({ recoveryPointHours }) => recoveryPointHours))) {
    if (hours === undefined) continue;
    const together = backingUp.filter(({ recoveryPointHours }) => recoveryPointHours === hours);
    const [first] = together;
    if (first) bench.check(first.object, () => intervalFinding(name, hours, together));
  }
}

function reasonFinding(reason: string): Finding | undefined {
  if (reason.trim()) return undefined;
  return {
    field: `metadata.annotations["${HOLDS_COPIES_ANNOTATION}"]`,
    found: is(reason),
    remedy: "say why nothing need back it up",
  };
}

function uncoveredFinding(name: string): Finding {
  return {
    field: "spec.volumeClaimTemplates",
    found: "is set, and no CronJob of the stack backs it up",
    remedy: `annotate one that does with ${BACKS_UP_ANNOTATION}: "${name}", or say here, in ${HOLDS_COPIES_ANNOTATION}, why none need`,
  };
}

function unprovenFinding(name: string, field: string, found: string): Finding {
  return {
    field,
    found: `${found}, and no CronJob of the stack restores a backup of it`,
    remedy: `annotate one that does with ${PROVES_BACKUP_ANNOTATION}: "${name}"`,
  };
}

/** Schedules that aren't read are told of already. */
function intervalFinding(name: string, hours: number, jobs: readonly BackupJob[]): Finding | undefined {
  const schedules = jobs.flatMap(({ schedule }) => schedule ?? []);
  const longest = longestIntervalMinutes(schedules) / 60;
  if (schedules.length < jobs.length || longest === Infinity || longest <= hours) return undefined;
  const [first, ...others] = jobs;
  const beside = others.length > 0 ? `, beside ${others.map((job) => job.name).join(", ")}` : "";
  return {
    field: "spec.schedule",
    found: `${is(first?.spec.schedule)}${beside}: ${shownHours(longest)} h between two backups of ${name}, where ${hours} h may be lost`,
    remedy: `run it more often, or state more in ${RECOVERY_POINT_ANNOTATION}`,
  };
}

function shownHours(hours: number): string {
  return String(Math.round(hours * 10) / 10);
}
