import { BACKS_UP_ANNOTATION, HOLDS_COPIES_ANNOTATION, PROVES_BACKUP_BY_ANNOTATION } from "../components/shared/labels";
import { type BackupJob, backupJobOf, nameOf } from "./backup-job";
import type { KubernetesObject } from "./kubernetes-object";
import { is, stackPolicy, type Finding, type StackBench } from "./verdict";

/**
 * Each StatefulSet with claims is backed up by a CronJob of the stack, and what each CronJob makes that backs anything up is restored by
 * another one to prove it; neither is suspended. A StatefulSet that holds nothing but copies says so instead. How often, `backup-windows`
 * says.
 *
 * Severity: critical. Source: incident G05 (state databases were never backed up, and nobody knew).
 * Remedy: a CronJob that backs it up, annotated with what it covers, and one that restores it, annotated with the first.
 */
export const backupCoverage = stackPolicy(
  {
    name: "backup-coverage",
    description: "What has claims is backed up, and each backup is restored to prove it.",
    severity: "critical",
    framework: { name: "GX incidents", version: "1", reference: "G05", specification: "All state has a backup" },
    remediationSteps:
      "Declare a CronJob that backs it up, annotated with the workloads that it covers, and one that restores the backup, annotated with that CronJob.",
  },
  (objects, bench) => {
    const jobs = objects.flatMap((object) => bench.known(object, () => backupJobOf(object)) ?? []);
    for (const job of jobs) {
      bench.check(job.object, () => suspensionFinding(job));
      bench.check(job.object, () => proofFinding(job, jobs));
    }
    const covered = new Set(jobs.flatMap(({ backsUp }) => backsUp));
    const stateful = objects.filter((object) => bench.known(object, () => hasClaims(object)));
    for (const object of stateful) judgeCoverage(object, covered, bench);
  },
);

function hasClaims({ kind, props }: KubernetesObject): boolean {
  return kind === "StatefulSet" && ((props.spec?.volumeClaimTemplates ?? []) as readonly unknown[]).length > 0;
}

function suspensionFinding({ spec }: BackupJob): Finding | undefined {
  if (!spec.suspend) return undefined;
  return { field: "spec.suspend", found: is(true), remedy: "leave it out: backups that aren't made or tried are none" };
}

function proofFinding({ name, backsUp }: BackupJob, jobs: readonly BackupJob[]): Finding | undefined {
  if (backsUp.length === 0 || jobs.some(({ proves }) => proves.includes(name))) return undefined;
  return {
    field: `metadata.annotations["${BACKS_UP_ANNOTATION}"]`,
    found: `${is(backsUp.join(","))}, and no CronJob of the stack restores what this one makes`,
    remedy: `annotate one that does with ${PROVES_BACKUP_BY_ANNOTATION}: "${name}"`,
  };
}

function judgeCoverage(object: KubernetesObject, covered: ReadonlySet<string>, bench: StackBench): void {
  const { annotations = {} } = object.props.metadata ?? {};
  const name = nameOf(object);
  const reason = bench.known(object, () => annotations[HOLDS_COPIES_ANNOTATION] ?? null);
  if (reason === null) bench.check(object, () => (covered.has(name) ? undefined : uncoveredFinding(name)));
  else if (reason !== undefined) bench.check(object, () => reasonFinding(reason));
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
