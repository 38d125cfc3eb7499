import { type ConfigProblem, SECRET_VALUE, suggestion } from "../../../stacks/config-error";
import type { ObjectStoreSettings } from "../../objectstore/settings";
import { type CronSchedule, longestIntervalMinutes, parseCronSchedule, runTogether } from "../../shared/cron-schedule";
import { type BackupSettings, type RepositorySettings, SCHEDULED, type Scheduled } from "./settings";

const SETTING = "gx:postgres.backup";

const MINUTES_A_DAY = 24 * 60;
/** Backups that are farther apart make a restore replay more of the log than anybody wants to wait for. */
const MOST_DAYS_BETWEEN_BACKUPS = 1;
/** All backups since a full one are worth nothing without it. */
const MOST_DAYS_BETWEEN_FULL_BACKUPS = 7;
/** A backup of which nobody knows for longer whether it can be restored isn't one (G03). */
const MOST_DAYS_BETWEEN_RESTORE_TESTS = 7;

/** What backups are judged with, besides their own settings. */
export interface BackupSurroundings {
  /** The environment's own object store, where it has one. */
  readonly objectStore: ObjectStoreSettings | undefined;
  /** Whether a secret stands somewhere in the section. */
  readonly isSecret: boolean;
}

/** What contradicts in the settings of backups, with each other and with the environment. */
export function backupProblems(
  { repository, schedules }: BackupSettings,
  { objectStore, isSecret }: BackupSurroundings,
): readonly ConfigProblem[] {
  return [
    ...(repository.s3 ? secretProblems(isSecret) : bucketProblems(repository, objectStore)),
    ...scheduleProblems(schedules),
  ];
}

function bucketProblems(
  { bucket }: RepositorySettings,
  objectStore: ObjectStoreSettings | undefined,
): readonly ConfigProblem[] {
  const problem = (remedy: string) => [{ field: `${SETTING}.repository.bucket`, value: bucket, remedy }];
  if (!objectStore) {
    return problem("must be a bucket of gx:objectstore, which is missing: add that, or name somebody else's under s3");
  }
  const names = Object.keys(objectStore.buckets);
  if (names.includes(bucket)) return [];
  const known = names.length > 0 ? suggestion(bucket, names) : "it has none";
  return problem(`must be one of gx:objectstore.buckets, or under s3 somebody else's; ${known}`);
}

function secretProblems(isSecret: boolean): readonly ConfigProblem[] {
  if (isSecret) return [];
  const field = `${SETTING}.repository.s3.secretAccessKey`;
  const remedy = `stands in the open in the stack file: set it by pulumi config set --secret --path '${field}'`;
  return [{ field, value: SECRET_VALUE, remedy }];
}

function scheduleProblems(texts: BackupSettings["schedules"]): readonly ConfigProblem[] {
  const schedules = Object.fromEntries(SCHEDULED.map((kind) => [kind, parseCronSchedule(texts[kind])!])) as Readonly<
    Record<Scheduled, CronSchedule>
  >;
  const problem = (kind: Scheduled, remedy: string) => ({
    field: `${SETTING}.schedules.${kind}`,
    value: texts[kind],
    remedy,
  });
  const { full, differential, restoreTest } = schedules;
  const rules: readonly (readonly [Scheduled, readonly CronSchedule[], number, string])[] = [
    ["full", [full], MOST_DAYS_BETWEEN_FULL_BACKUPS, "a full backup"],
    ["differential", [full, differential], MOST_DAYS_BETWEEN_BACKUPS, "a backup, full or differential,"],
    ["restoreTest", [restoreTest], MOST_DAYS_BETWEEN_RESTORE_TESTS, "a test that restores"],
  ];
  return [
    ...rules
      .filter(([, together, mostDays]) => longestIntervalMinutes(together) > mostDays * MINUTES_A_DAY)
      .map(([kind, , mostDays, what]) =>
        problem(kind, `must have ${what} run at least every ${mostDays === 1 ? "day" : `${mostDays} days`}`),
      ),
    ...(runTogether(full, differential)
      ? [problem("differential", "must never run at the minute of a full backup: one of the two would be refused")]
      : []),
  ];
}
