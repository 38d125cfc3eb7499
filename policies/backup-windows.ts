import { longestIntervalMinutes } from "../components/shared/cron-schedule";
import { KEPT_DAYS_ANNOTATION, RECOVERY_POINT_ANNOTATION } from "../components/shared/labels";
import { MOST_DAYS_BETWEEN_RESTORE_TESTS } from "../stacks/workload";
import { type BackupJob, backupJobOf } from "./backup-job";
import { is, stackPolicy, type Finding } from "./verdict";

const MINUTES_AN_HOUR = 60;
const HOURS_A_DAY = 24;

/**
 * Backups are made as often as their recovery point says, kept until there is a next one, and restored once a week, and before the
 * next one after them is removed. CronJobs that state the same recovery point of a workload count together: full and differential backups
 * are one kind.
 *
 * Severity: critical. Source: incident G03 (backups of 20 bytes for days, and nobody restored one).
 * Remedy: a schedule that runs more often, or a longer retention.
 */
export const backupWindows = stackPolicy(
  {
    name: "backup-windows",
    description: "Backups are made as often as their recovery point says, and restored before they are removed.",
    severity: "critical",
    framework: { name: "GX incidents", version: "1", reference: "G03", specification: "Backups are proven in time" },
    remediationSteps: "Have what backs up or restores run more often, or keep backups for longer.",
  },
  (objects, bench) => {
    const jobs = objects.flatMap((object) => bench.known(object, () => backupJobOf(object)) ?? []);
    for (const job of jobs) {
      bench.check(job.object, () => scheduleFinding(job));
      if (job.backsUp.length > 0) {
        bench.check(job.object, () => recoveryPointFinding(job));
        bench.check(job.object, () => keptDaysFinding(job));
      }
      bench.check(job.object, () => proofFinding(job, jobs));
    }
    for (const name of new Set(jobs.flatMap(({ backsUp }) => backsUp))) {
      for (const kind of kindsOf(name, jobs)) {
        const { object } = kind.jobs[0]!;
        bench.check(object, () => intervalFinding(name, kind));
        bench.check(object, () => retentionFinding(name, kind));
      }
    }
  },
);

/** The CronJobs that back up a workload with the same recovery point. */
interface Kind {
  readonly hours: number;
  readonly jobs: readonly BackupJob[];
}

function kindsOf(workload: string, jobs: readonly BackupJob[]): readonly Kind[] {
  const covering = jobs.filter(({ backsUp }) => backsUp.includes(workload));
  return [...new Set(covering.flatMap(({ recoveryPointHours }) => recoveryPointHours ?? []))].map((hours) => ({
    hours,
    jobs: covering.filter(({ recoveryPointHours }) => recoveryPointHours === hours),
  }));
}

function scheduleFinding({ spec, schedule }: BackupJob): Finding | undefined {
  const field = "spec.schedule";
  if (!schedule) {
    return { field, found: `${is(spec.schedule)}, which this rule can't read`, remedy: "write five fields of numbers" };
  }
  if (longestIntervalMinutes([schedule]) !== Infinity) return undefined;
  return { field, found: `${is(spec.schedule)}, which never comes`, remedy: "name days that there are" };
}

function recoveryPointFinding(job: BackupJob): Finding | undefined {
  if (job.recoveryPointHours !== undefined) return undefined;
  return numberFinding(job, RECOVERY_POINT_ANNOTATION, "how many hours may be lost at most");
}

function keptDaysFinding(job: BackupJob): Finding | undefined {
  if (job.keptDays !== undefined) return undefined;
  return numberFinding(job, KEPT_DAYS_ANNOTATION, "for how many days a backup is kept");
}

function numberFinding({ object }: BackupJob, annotation: string, what: string): Finding {
  return {
    field: `metadata.annotations["${annotation}"]`,
    found: is(object.props.metadata?.annotations?.[annotation]),
    remedy: `state ${what}, a whole number from 1`,
  };
}

function intervalFinding(name: string, { hours, jobs }: Kind): Finding | undefined {
  const longest = longestHours(jobs);
  if (longest === undefined || longest <= hours) return undefined;
  return {
    field: "spec.schedule",
    found: `${shownSchedules(jobs)}: ${shown(longest)} h between two backups of ${name}, where ${hours} h may be lost`,
    remedy: `run it more often, or state more in ${RECOVERY_POINT_ANNOTATION}`,
  };
}

function retentionFinding(name: string, { jobs }: Kind): Finding | undefined {
  const [longest, days] = [longestHours(jobs), leastDays(jobs)];
  if (longest === undefined || days === undefined || longest <= days * HOURS_A_DAY) return undefined;
  return {
    field: `metadata.annotations["${KEPT_DAYS_ANNOTATION}"]`,
    found: `${is(String(days))}, and there are ${shown(longest)} h between two backups of ${name}`,
    remedy: "keep them until there is a next one, or run it more often",
  };
}

function proofFinding(job: BackupJob, jobs: readonly BackupJob[]): Finding | undefined {
  if (job.proves.length === 0) return undefined;
  const longest = longestHours([job]);
  const keptDays = leastDays(jobs.filter(({ name }) => job.proves.includes(name)));
  const mostDays = Math.min(MOST_DAYS_BETWEEN_RESTORE_TESTS, keptDays ?? Infinity);
  if (longest === undefined || longest <= mostDays * HOURS_A_DAY) return undefined;
  const why =
    keptDays !== undefined && keptDays < MOST_DAYS_BETWEEN_RESTORE_TESTS
      ? `where backups are kept for ${keptDays} d: some are removed that nobody restored`
      : `where ${mostDays} d are the most`;
  return {
    field: "spec.schedule",
    found: `${shownSchedules([job])}: ${shown(longest)} h between two restore tests, ${why}`,
    remedy: `run it at least every ${shown(mostDays * HOURS_A_DAY)} h`,
  };
}

/** The longest time between two runs of all of them; undefined where that isn't known, of which {@link scheduleFinding} tells. */
function longestHours(jobs: readonly BackupJob[]): number | undefined {
  const schedules = jobs.flatMap(({ schedule }) => schedule ?? []);
  const longest = longestIntervalMinutes(schedules) / MINUTES_AN_HOUR;
  return schedules.length < jobs.length || longest === Infinity ? undefined : longest;
}

/** For how long the first of them is kept that is removed; undefined where none says. */
function leastDays(jobs: readonly BackupJob[]): number | undefined {
  const days = jobs.flatMap(({ keptDays }) => keptDays ?? []);
  return days.length > 0 ? Math.min(...days) : undefined;
}

function shownSchedules([first, ...others]: readonly BackupJob[]): string {
  const beside = others.length > 0 ? `, beside ${others.map((job) => job.name).join(", ")}` : "";
  return `${is(first?.spec.schedule)}${beside}`;
}

function shown(hours: number): string {
  return String(Math.round(hours * 10) / 10);
}
