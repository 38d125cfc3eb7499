import type { EnvironmentName } from "../../components/shared/labels";
import { commandFor, commandText } from "./advice";
import { errorIn, type Outcome } from "./outcome";
import { jobName, type Run, tookSeconds } from "./runs";
import { shownMinutes } from "./shown";
import { intervalMinutes, nameOf, type Source } from "./sources";

const MS_A_MINUTE = 60_000;
const MINUTES_AN_HOUR = 60;

/** The Jobs of a source that are still known, the oldest first, and what those that matter said. */
export interface SourceRuns {
  readonly backups: readonly Run[];
  readonly tests: readonly Run[];
  /** Undefined for Jobs that nobody asked. */
  outcome(run: Run): Outcome | undefined;
}

/** All ways in which something can be not as it should be. */
export const SHORTFALL_KINDS = ["late", "failed", "suspended", "slow", "undeclared"] as const;

/** Something that isn't as it should be, and what to do. */
export interface Shortfall {
  readonly kind: (typeof SHORTFALL_KINDS)[number];
  readonly what: string;
  readonly remedy: string;
}

/** When it began, how long ago that is, and its run where that is still known. */
export interface NewestSuccess {
  readonly at: Date;
  readonly ageMinutes: number;
  readonly run: Run | undefined;
}

/** What is measured of a source, against its targets. Minutes are whole, rounded down; times are as of Kubernetes. */
export interface SourceStatus {
  readonly stack: EnvironmentName;
  readonly source: Source;
  /** When the newest backup of its CronJobs was begun, and how old it is; undefined where none has succeeded. */
  readonly lastBackup: NewestSuccess | undefined;
  /** The longest time between two backups that are still known; undefined with fewer than two. */
  readonly worstGapMinutes: number | undefined;
  /** When a backup was last restored; undefined where it never was. */
  readonly lastProof: NewestSuccess | undefined;
  /** What the last successful restore test took; undefined where its Job is gone. */
  readonly recoverySeconds: number | undefined;
  readonly running: readonly Run[];
  readonly shortfalls: readonly Shortfall[];
}

/** The last run of each CronJob that has ended. */
export function lastEnded(runs: readonly Run[]): readonly Run[] {
  const ended = runs.filter(({ state }) => state !== "running");
  const ownerOf = ({ job }: Run) => job.metadata?.ownerReferences?.[0]?.uid;
  return ended.filter((run) => ended.findLast((other) => ownerOf(other) === ownerOf(run)) === run);
}

/** The newest run that succeeded. */
export function lastSucceeded(runs: readonly Run[]): Run | undefined {
  return runs.findLast(({ state }) => state === "succeeded");
}

/** Measures a source of a stack at a moment. */
export function measure(stack: EnvironmentName, source: Source, runs: SourceRuns, now: Date): SourceStatus {
  const lastBackup = newestSuccess(source.backups, runs.backups, now);
  const lastProof = newestSuccess(source.tests, runs.tests, now);
  const proof = lastProof?.run;
  const status = {
    stack,
    source,
    lastBackup,
    worstGapMinutes: worstGapMinutes(runs.backups),
    lastProof,
    recoverySeconds: proof && tookSeconds(proof),
    running: [...runs.backups, ...runs.tests].filter(({ state }) => state === "running"),
  };
  return {
    ...status,
    shortfalls: [
      ...suspended([...source.backups, ...source.tests]),
      ...failed(runs.backups, runs.outcome, (cronJob) => commandText("now", stack, cronJob)),
      ...failed(runs.tests, runs.outcome, (cronJob) => commandText("verify", stack, cronJob)),
      ...lateBackup(status, runs),
      ...lateProof(status, runs),
      ...slowRestore(status),
    ],
  };
}

/** The newest success: of a Job that is known, by its begin; else by what the CronJob remembers, which is its end. */
export function newestSuccess(cronJobs: Source["backups"], runs: readonly Run[], now: Date): NewestSuccess | undefined {
  const run = lastSucceeded(runs);
  const remembered = cronJobs
    .flatMap(({ status }) => status?.lastSuccessfulTime ?? [])
    .sort((a, b) => a.getTime() - b.getTime())
    .at(-1);
  // Jobs are removed by and by, and by people: what the CronJob remembers beyond them counts.
  const isNewer = remembered && (!run?.endedAt || remembered > run.endedAt);
  const at = isNewer ? remembered : run?.startedAt;
  if (at === undefined) return undefined;
  return { at, ageMinutes: minutesSince(at, now), run: isNewer ? undefined : run };
}

/** Whole minutes, rounded down; none where clocks differ. */
export function minutesSince(moment: Date, now: Date): number {
  return Math.max(0, Math.floor((now.getTime() - moment.getTime()) / MS_A_MINUTE));
}

function worstGapMinutes(runs: readonly Run[]): number | undefined {
  const begins = runs.filter(({ state }) => state === "succeeded").map(({ startedAt }) => startedAt.getTime());
  if (begins.length < 2) return undefined;
  return Math.floor(Math.max(...begins.slice(1).map((begin, index) => begin - begins[index]!)) / MS_A_MINUTE);
}

type Measured = Omit<SourceStatus, "shortfalls">;

/** Those of CronJobs that never run. */
export function suspended(cronJobs: Source["backups"]): readonly Shortfall[] {
  return cronJobs
    .filter(({ spec }) => spec?.suspend)
    .map((cronJob) => ({
      kind: "suspended",
      what: `CronJob ${nameOf(cronJob)} is suspended: it never runs`,
      remedy: `kubectl -n ${cronJob.metadata?.namespace} patch cronjob ${nameOf(cronJob)} --patch '{"spec":{"suspend":false}}'`,
    }));
}

/**
 * Of runs of CronJobs, the last ones that failed.
 * @param again the command that has such a CronJob run, by its name
 */
export function failed(
  runs: readonly Run[],
  outcome: SourceRuns["outcome"],
  again: (cronJob: string) => string,
): readonly Shortfall[] {
  return lastEnded(runs)
    .filter(({ state }) => state === "failed")
    .map((run) => ({
      kind: "failed",
      what: `Job ${jobName(run.job)} failed: ${errorIn(outcome(run) ?? UNASKED, run.failure)}`,
      remedy: `mend that, then ${again(run.job.metadata!.ownerReferences![0]!.name)}`,
    }));
}

function lateBackup({ stack, source, lastBackup }: Measured, runs: SourceRuns): readonly Shortfall[] {
  const { name, recoveryPointHours, backups } = source;
  if (recoveryPointHours === undefined) {
    return [
      {
        kind: "undeclared",
        what: `it isn't said how much of ${name} may be lost`,
        remedy: `annotate CronJob ${nameOf(backups[0]!)} with the recovery point, whole hours from 1`,
      },
    ];
  }
  const remedy = commandFor("now", stack, source);
  if (lastBackup === undefined) return [{ kind: "late", what: "no scheduled backup has succeeded yet", remedy }];
  // One that runs says at its end what came of it, and Kubernetes ends it at its deadline.
  const isDue = lastBackup.ageMinutes > recoveryPointHours * MINUTES_AN_HOUR && !runs.backups.some(isRunning);
  if (!isDue) return [];
  const aim = shownMinutes(recoveryPointHours * MINUTES_AN_HOUR);
  return [
    {
      kind: "late",
      what: `the newest backup is ${shownMinutes(lastBackup.ageMinutes)} old, of ${aim} at most`,
      remedy,
    },
  ];
}

function lateProof({ stack, source, lastProof }: Measured, runs: SourceRuns): readonly Shortfall[] {
  const { name, tests } = source;
  const [test] = tests;
  if (test === undefined) {
    const remedy = "declare a restore test of it, or name it in the annotation of the one there is";
    return [{ kind: "undeclared", what: `nothing restores the backups of ${name} to prove them`, remedy }];
  }
  const remedy = commandFor("verify", stack, source);
  if (lastProof === undefined) return [{ kind: "late", what: "no backup was restored yet to prove it", remedy }];
  const aim = intervalMinutes(tests);
  if (aim === undefined || lastProof.ageMinutes <= aim || runs.tests.some(isRunning)) return [];
  const what = `the last proven restore was ${shownMinutes(lastProof.ageMinutes)} ago, and there is one each ${shownMinutes(aim)}`;
  return [{ kind: "late", what, remedy }];
}

function slowRestore({ source, recoverySeconds }: Measured): readonly Shortfall[] {
  const { recoveryTimeMinutes: aim } = source;
  if (aim === undefined || recoverySeconds === undefined || recoverySeconds <= aim * 60) return [];
  return [
    {
      kind: "slow",
      what: `the last restore took ${shownMinutes(Math.floor(recoverySeconds / 60))}, of ${shownMinutes(aim)} at most`,
      remedy: "give its pods more of a processor, or state another aim (docs/backups.md)",
    },
  ];
}

const UNASKED: Outcome = { told: {}, unknownBecause: "nobody asked" };

function isRunning({ state }: Run): boolean {
  return state === "running";
}
