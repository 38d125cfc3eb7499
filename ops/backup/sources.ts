import { longestIntervalMinutes, parseCronSchedule } from "../../components/shared/cron-schedule";
import {
  BACKS_UP_ANNOTATION,
  PROVES_BACKUP_BY_ANNOTATION,
  RECOVERY_POINT_ANNOTATION,
  RECOVERY_TIME_ANNOTATION,
} from "../../components/shared/labels";
import { UserError } from "../../toolchain/user-error";
import type { CronJob } from "./kubernetes-types";

/** What is backed up by one CronJob, or by several that count together, such as full and differential backups. */
export interface Source {
  /** The CronJob's; of several, what their names have in common. */
  readonly name: string;
  readonly namespace: string;
  /** The workloads whose volumes it covers. */
  readonly covers: readonly string[];
  /** Undefined where the annotation is no number. */
  readonly recoveryPointHours: number | undefined;
  readonly backups: readonly CronJob[];
  /** What restores what these make. */
  readonly tests: readonly CronJob[];
  /** How long having a backup back may take; undefined where no test says. */
  readonly recoveryTimeMinutes: number | undefined;
}

/** The sources that the annotations of live CronJobs name, by name. */
export function sourcesIn(cronJobs: readonly CronJob[]): readonly Source[] {
  const groups = new Map<string, CronJob[]>();
  for (const cronJob of cronJobs) {
    if (annotated(cronJob, BACKS_UP_ANNOTATION).length === 0) continue;
    const kind = [annotated(cronJob, BACKS_UP_ANNOTATION).join(), annotation(cronJob, RECOVERY_POINT_ANNOTATION)];
    const key = JSON.stringify([cronJob.metadata?.namespace, ...kind]);
    groups.set(key, [...(groups.get(key) ?? []), cronJob]);
  }
  // Two kinds may cover the same at the same recovery point: then it is their tests that tell them apart.
  return [...groups.values()]
    .flatMap((group) => byTest(group, cronJobs))
    .map(({ backups, tests }) => sourceOf(backups, tests))
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** Splits what covers the same into what is proven together; what nothing proves stays together. */
function byTest(group: readonly CronJob[], all: readonly CronJob[]) {
  const testsOf = (cronJob: CronJob) =>
    all.filter(
      (test) =>
        test.metadata?.namespace === cronJob.metadata?.namespace &&
        annotated(test, PROVES_BACKUP_BY_ANNOTATION).includes(nameOf(cronJob)),
    );
  const parts = new Map<string, { backups: CronJob[]; tests: readonly CronJob[] }>();
  for (const cronJob of group) {
    const tests = testsOf(cronJob);
    const key = tests.map(nameOf).join();
    const part = parts.get(key) ?? { backups: [], tests };
    part.backups.push(cronJob);
    parts.set(key, part);
  }
  return [...parts.values()];
}

function sourceOf(backups: readonly CronJob[], tests: readonly CronJob[]): Source {
  const [first] = backups;
  return {
    name: commonName(backups.map(nameOf)),
    namespace: first?.metadata?.namespace ?? "",
    covers: annotated(first!, BACKS_UP_ANNOTATION),
    recoveryPointHours: positive(annotation(first!, RECOVERY_POINT_ANNOTATION)),
    backups,
    tests,
    recoveryTimeMinutes: tests.flatMap((test) => positive(annotation(test, RECOVERY_TIME_ANNOTATION)) ?? [])[0],
  };
}

/** The words that all names begin with; all names where there are none. */
function commonName(names: readonly string[]): string {
  const words = names.map((name) => name.split("-"));
  const [first = []] = words;
  const end = first.findIndex((word, index) => words.some((other) => other[index] !== word));
  const common = first.slice(0, end === -1 ? first.length : end);
  return common.length > 0 ? common.join("-") : names.join("+");
}

/** A CronJob's name. */
export function nameOf({ metadata }: CronJob): string {
  return metadata?.name ?? "";
}

/** The longest time in minutes between two runs of CronJobs together; undefined where that isn't known. */
export function intervalMinutes(cronJobs: readonly CronJob[]): number | undefined {
  const schedules = cronJobs.flatMap(({ spec }) => parseCronSchedule(spec?.schedule ?? "") ?? []);
  const longest = longestIntervalMinutes(schedules);
  return schedules.length < cronJobs.length || longest === Infinity ? undefined : longest;
}

/**
 * The source that somebody names, by its own name or that of one of its CronJobs.
 * @throws UserError which lists the sources there are
 */
export function sourceNamed(sources: readonly Source[], name: string | undefined): Source {
  const found = sources.find(
    (source) => source.name === name || [...source.backups, ...source.tests].some((one) => nameOf(one) === name),
  );
  if (found) return found;
  const known = sources.map((source) => source.name).join(", ") || "none in this cluster";
  throw new UserError(
    name === undefined
      ? `--source is missing: name one of ${known}`
      : `unknown source "${name}": there are ${known} (as CronJobs of the stack are annotated with ${BACKS_UP_ANNOTATION})`,
  );
}

/**
 * The one CronJob that is meant: the named one, or the only one.
 * @param name what the source was called by
 * @throws UserError where there is none, or it could be several
 */
export function oneOf(cronJobs: readonly CronJob[], name: string, what: string): CronJob {
  const named = cronJobs.find((cronJob) => nameOf(cronJob) === name);
  if (named) return named;
  const [only, ...others] = cronJobs;
  if (only && others.length === 0) return only;
  throw new UserError(
    only
      ? `${name} has several CronJobs ${what}: name one of ${cronJobs.map(nameOf).join(", ")} in --source`
      : `${name} has no CronJob ${what}: none is annotated with ${PROVES_BACKUP_BY_ANNOTATION} for it`,
  );
}

function annotation({ metadata }: CronJob, key: string): string {
  return metadata?.annotations?.[key] ?? "";
}

/** The names that a CronJob's annotation lists. */
export function annotated(cronJob: CronJob, key: string): readonly string[] {
  return annotation(cronJob, key)
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean);
}

function positive(text: string): number | undefined {
  return /^[1-9]\d*$/.test(text) ? Number(text) : undefined;
}
