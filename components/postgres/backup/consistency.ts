import type { ConfigProblem } from "../../../stacks/config-error";
import { MOST_DAYS_BETWEEN_RESTORE_TESTS } from "../../../stacks/workload";
import { repositoryProblems, type RepositorySurroundings } from "../../objectstore/repository-problems";
import { type CronSchedule, longestIntervalMinutes, parseCronSchedule } from "../../shared/cron-schedule";
import { type BackupSettings, SCHEDULED, type Scheduled } from "./settings";

const SETTING = "gx:postgres.backup";

const MINUTES_A_DAY = 24 * 60;
/** Backups that are farther apart make a restore replay more of the log than anybody wants to wait for. */
const MOST_DAYS_BETWEEN_BACKUPS = 1;
/** Full backups are never farther apart: all backups since one are worth nothing without it. */
export const MOST_DAYS_BETWEEN_FULL_BACKUPS = 7;

/** What contradicts in the settings of backups, with each other and with the environment. */
export function backupProblems(
  { repository, windowDays, schedules, restoreFrom, restoreFromTimeline }: BackupSettings,
  surroundings: RepositorySurroundings,
): readonly ConfigProblem[] {
  return [
    ...repositoryProblems(`${SETTING}.repository`, repository, surroundings),
    ...scheduleProblems(schedules, windowDays),
    ...(restoreFrom === undefined && restoreFromTimeline !== undefined
      ? [
          {
            field: `${SETTING}.restoreFromTimeline`,
            value: restoreFromTimeline,
            remedy: "must stand with restoreFrom, or not at all",
          },
        ]
      : []),
  ];
}

function scheduleProblems(texts: BackupSettings["schedules"], windowDays: number): readonly ConfigProblem[] {
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
    // Of a short window, backups would be removed that nobody restored.
    ["restoreTest", [restoreTest], Math.min(MOST_DAYS_BETWEEN_RESTORE_TESTS, windowDays), "a test that restores"],
  ];
  return rules
    .filter(([, together, mostDays]) => longestIntervalMinutes(together) > mostDays * MINUTES_A_DAY)
    .map(([kind, , mostDays, what]) =>
      problem(kind, `must have ${what} run at least every ${mostDays === 1 ? "day" : `${mostDays} days`}`),
    );
}
