import { VERSIONS } from "../images/postgres-ha/image";
import { spread, table, verdict } from "./report";
import { type Summary, summarize } from "./statistics";

/** One run: a copy of the database that was made or brought back. */
export interface Copying {
  readonly seconds: number;
  /** What the copy takes where it is kept; absent of one that was brought back. */
  readonly keptBytes?: number;
}

type Runs = readonly Copying[];

/** All that was measured. Runs of one round stand at the same place. */
export interface BackupRuns {
  /** Size of all databases of the server together. */
  readonly databaseBytes: number;
  /** `compressed`: pg_basebackup that compresses as pgBackRest does. */
  readonly physical: Readonly<Record<"declared" | "plain" | "compressed", Runs>>;
  /** Of the newest physical backup, until PostgreSQL accepts connections. */
  readonly restore: Runs;
  readonly dump: Readonly<Record<"declared" | "plain", Runs>>;
  readonly load: Readonly<Record<"declared" | "plain", Runs>>;
}

/** How many times the plain program's speed the declared full backup has at least. */
const GOAL_TIMES_PLAIN = 0.9;
/** What a restore stays below. */
const GOAL_RESTORE_SECONDS = 180;
const MEGABYTE = 1e6;

/** The benchmark's section. */
export function backupReport({ databaseBytes, physical, restore, dump, load }: BackupRuns): string {
  const row = (what: string, runs: Runs, times: string) => {
    const speed = summarize(runs.map(({ seconds }) => databaseBytes / MEGABYTE / seconds));
    return [what, spread(secondsOf(runs), 1), spread(speed, 0), times, keptMegabytes(runs)];
  };
  const against = (plain: Runs, what: string, runs: Runs) => row(what, runs, spread(timesPlain(runs, plain)));
  const faster = timesPlain(physical.declared, physical.plain);
  const restored = secondsOf(restore);
  return [
    table(
      ["What", "Seconds", "MB a second", "Times the plain one's speed", "MB kept"],
      [
        against(physical.plain, "declared full backup", physical.declared),
        against(physical.plain, "`pg_basebackup`, compressed alike", physical.compressed),
        row("`pg_basebackup`", physical.plain, "1"),
        row("full backup restored", restore, "–"),
        against(dump.plain, "declared dump", dump.declared),
        row("`pg_dump`", dump.plain, "1"),
        against(load.plain, "dump loaded by the command", load.declared),
        row("`pg_restore`", load.plain, "1"),
      ],
    ),
    `Medians of ${restore.length} runs each, smallest and largest in parentheses. The server's databases have ` +
      `${megabytes(databaseBytes)} MB, by which megabytes a second are reckoned throughout. PostgreSQL ${VERSIONS.postgres}, ` +
      `pgBackRest ${VERSIONS.pgbackrest}.`,
    verdict(
      `a full backup as declared has at least ${GOAL_TIMES_PLAIN} times the speed of \`pg_basebackup\``,
      `${spread(faster)} times`,
      faster.median >= GOAL_TIMES_PLAIN,
    ),
    verdict(
      `a full backup is restored in less than ${GOAL_RESTORE_SECONDS} s`,
      `${spread(restored, 0)} s`,
      restored.median < GOAL_RESTORE_SECONDS,
    ),
  ].join("\n\n");
}

/** How many times as fast the runs are as the plain ones, round by round. */
export function timesPlain(runs: Runs, plain: Runs): Summary {
  return summarize(runs.map(({ seconds }, round) => plain[round]!.seconds / seconds));
}

function secondsOf(runs: Runs): Summary {
  return summarize(runs.map(({ seconds }) => seconds));
}

function keptMegabytes(runs: Runs): string {
  const kept = runs.flatMap(({ keptBytes }) => keptBytes ?? []);
  return kept.length > 0 ? megabytes(summarize(kept).median) : "–";
}

function megabytes(sizeBytes: number): string {
  return (sizeBytes / MEGABYTE).toFixed(0);
}
