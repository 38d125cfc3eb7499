import { COPIES_OFF_SITE_ANNOTATION, type EnvironmentName } from "../../components/shared/labels";
import { commandText } from "./advice";
import type { CronJob } from "./kubernetes-types";
import { failed, newestSuccess, type Shortfall, type SourceRuns, suspended } from "./measure";
import type { Run } from "./runs";
import { shownMinutes } from "./shown";
import { annotated, intervalMinutes, nameOf } from "./sources";

/** How it stands with the copies that one CronJob sends off-site. */
export interface OffSiteStatus {
  readonly name: string;
  readonly namespace: string;
  /** When the last run that succeeded began; undefined where none did. */
  readonly lastCopied: Date | undefined;
  /** When the newest backups there were made, by source, as that run told; empty where its pod is gone. */
  readonly newest: ReadonlyMap<string, Date>;
  readonly shortfalls: readonly Shortfall[];
}

/** Its runs, and what those that matter said. */
interface CopyingRuns {
  readonly runs: readonly Run[];
  readonly outcome: (run: Run | undefined) => ReturnType<SourceRuns["outcome"]>;
}

/** Those of CronJobs that copy backups off-site. */
export function copyingIn(cronJobs: readonly CronJob[]): readonly CronJob[] {
  return cronJobs.filter((cronJob) => annotated(cronJob, COPIES_OFF_SITE_ANNOTATION).length > 0);
}

/** Measures it at a moment: copies are late when the last were sent longer ago than the CronJob's runs are apart. */
export function measureOffSite(
  stack: EnvironmentName,
  cronJob: CronJob,
  { runs, outcome }: CopyingRuns,
  now: Date,
): OffSiteStatus {
  const name = nameOf(cronJob);
  const again = commandText("now", stack, name);
  const last = newestSuccess([cronJob], runs, now);
  const aimMinutes = intervalMinutes([cronJob]);
  const late = (what: string): Shortfall => ({ kind: "late", what, remedy: again });
  const isDue = last && aimMinutes !== undefined && last.ageMinutes > aimMinutes;
  return {
    name,
    namespace: cronJob.metadata?.namespace ?? "",
    lastCopied: last?.at,
    newest: newestIn(outcome(last?.run)?.told.newest),
    shortfalls: [
      ...suspended([cronJob]),
      ...failed(runs, outcome, () => again),
      ...(last ? [] : [late("nothing was copied off-site yet")]),
      ...(isDue && !runs.some(({ state }) => state === "running")
        ? [
            late(
              `the last copies are of ${shownMinutes(last.ageMinutes)} ago, and some are sent each ${shownMinutes(aimMinutes)}`,
            ),
          ]
        : []),
    ],
  };
}

/** The moments that stamps name, as the program tells them by source. */
function newestIn(told: unknown): OffSiteStatus["newest"] {
  const stamps = typeof told === "object" && told !== null ? Object.entries(told) : [];
  return new Map(
    stamps.flatMap(([source, stamp]) => {
      const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(String(stamp))?.slice(1);
      if (!parts) return [];
      const [year, month, day, hour, minute, second] = parts;
      return [[source, new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)] as const];
    }),
  );
}
