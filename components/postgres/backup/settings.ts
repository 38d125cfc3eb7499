import { z } from "zod";
import { wholeNumber } from "../../../stacks/fields";
import { parseCronSchedule } from "../../shared/cron-schedule";
import { isDay } from "../../shared/days";
import { type RepositorySettings, repositorySettings } from "../../objectstore/repository-settings";

/** The kinds of jobs that run again and again. */
export const SCHEDULED = ["full", "differential", "restoreTest"] as const;
/** One of {@link SCHEDULED}. */
export type Scheduled = (typeof SCHEDULED)[number];

/** Settings of the database's backups. */
export interface BackupSettings {
  readonly repository: RepositorySettings;
  /** Any moment of so many days can be restored. */
  readonly windowDays: number;
  /** When each kind runs, as a CronJob says it, in UTC. */
  readonly schedules: Readonly<Record<Scheduled, string>>;
  /** What a cluster begins with where there is none: the newest state, or that of a time. Empty without it. */
  readonly restoreFrom?: string | undefined;
  /** The timeline that is followed for that; the newest without it. */
  readonly restoreFromTimeline?: number | undefined;
}

/** A full backup once a week, what changed since then on the other days, and each night the proof that it can be restored. */
const DEFAULT_SCHEDULES: Readonly<Record<Scheduled, string>> = {
  full: "0 2 * * 0",
  differential: "0 2 * * 1-6",
  restoreTest: "30 3 * * *",
};

const MOMENT = /^(\d{4}-\d{2}-\d{2}) ([01]\d|2[0-3]):[0-5]\d:[0-5]\d\+00$/;

const schedule = (by: string) =>
  z
    .string({ error: `must be a schedule such as "${by}"` })
    .refine(
      (text) => parseCronSchedule(text) !== undefined,
      `must be a schedule of five fields such as "${by}": minute, hour, day of the month, month, day of the week, each *, numbers, ranges or steps`,
    )
    .default(by);

/** The part `backup` of the section `gx:postgres`. */
export const backupSettings: z.ZodType<BackupSettings> = z.strictObject(
  {
    repository: repositorySettings,
    windowDays: wholeNumber(1, 90, "days of which any moment can be restored"),
    schedules: z
      .strictObject(
        {
          full: schedule(DEFAULT_SCHEDULES.full),
          differential: schedule(DEFAULT_SCHEDULES.differential),
          restoreTest: schedule(DEFAULT_SCHEDULES.restoreTest),
        },
        { error: "must be a map of schedules" },
      )
      .default(DEFAULT_SCHEDULES),
    restoreFrom: z
      .string({ error: "must be latest, or a time such as 2026-03-31 14:00:00+00" })
      .refine(
        (text) => text === "latest" || isDay(MOMENT.exec(text)?.[1] ?? ""),
        'must be latest, or a time in UTC such as "2026-03-31 14:00:00+00"',
      )
      .optional(),
    restoreFromTimeline: wholeNumber(1, 2_147_483_647, "the timeline on which restoreFrom is").optional(),
  },
  { error: "must be a map with repository and windowDays" },
);
