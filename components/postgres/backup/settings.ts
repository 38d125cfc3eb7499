import { z } from "zod";
import { wholeNumber } from "../../../stacks/fields";
import { parseCronSchedule } from "../../shared/cron-schedule";
import { isDay } from "../../shared/days";

/** Somebody else's S3, as its provider names it. */
export interface ForeignStore {
  readonly endpoint: string;
  readonly region: string;
  /** Whether a bucket is part of the path or of the host. */
  readonly uriStyle: "path" | "host";
  /** Certificate of the authority to trust, PEM; without it, those that Debian trusts. */
  readonly authority?: string | undefined;
  readonly accessKeyId: string;
  /** A secret. */
  readonly secretAccessKey: string;
}

/** Where backups are kept: a bucket of the environment's own object store, or of somebody else's. */
export interface RepositorySettings {
  readonly bucket: string;
  readonly s3?: ForeignStore | undefined;
}

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
}

/** A full backup once a week, what changed since then on the other days, and each night the proof that it can be restored. */
const DEFAULT_SCHEDULES: Readonly<Record<Scheduled, string>> = {
  full: "0 2 * * 0",
  differential: "0 2 * * 1-6",
  restoreTest: "30 3 * * *",
};

const BUCKET = "must be the name of a bucket: 3 to 63 lower-case letters, digits, dots and hyphens";
const MOMENT = /^(\d{4}-\d{2}-\d{2}) ([01]\d|2[0-3]):[0-5]\d:[0-5]\d\+00$/;

const schedule = (by: string) =>
  z
    .string({ error: `must be a schedule such as "${by}"` })
    .refine(
      (text) => parseCronSchedule(text) !== undefined,
      `must be a schedule of five fields such as "${by}": minute, hour, day of the month, month, day of the week, each *, numbers, ranges or steps`,
    )
    .default(by);

/** A value in pgBackRest's configuration, where a line is all of it. */
const oneLine = (what: string) =>
  z.string({ error: `must be ${what}` }).regex(/^[!-~]{1,512}$/, `must be ${what}, without blanks`);

const foreignStore = z.strictObject(
  {
    endpoint: z
      .string({ error: "must be the host of the S3 service, such as s3.example.org" })
      .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, "must be a host such as s3.example.org, called on port 443"),
    region: oneLine("the region that the bucket is in"),
    uriStyle: z.enum(["path", "host"], { error: "must be path or host: where in its address a bucket is named" }),
    authority: z
      .string({ error: "must be the certificate of the authority to trust, PEM" })
      .regex(/^-----BEGIN CERTIFICATE-----\n[^]+-----END CERTIFICATE-----\n?$/, "must be a certificate, PEM")
      .optional(),
    accessKeyId: oneLine("the id of the account's access key"),
    secretAccessKey: oneLine("the account's secret access key"),
  },
  { error: "must be a map with endpoint, region, uriStyle, accessKeyId and secretAccessKey" },
);

/** The part `backup` of the section `gx:postgres`. */
export const backupSettings: z.ZodType<BackupSettings> = z.strictObject(
  {
    repository: z.strictObject(
      {
        bucket: z.string({ error: BUCKET }).regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, BUCKET),
        s3: foreignStore.optional(),
      },
      { error: "must be a map with bucket and, for somebody else's S3, s3" },
    ),
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
  },
  { error: "must be a map with repository and windowDays" },
);
