import { table } from "../../bench/report";
import { keptBytes, type LookedAt } from "./look";
import { minutesSince, type Shortfall } from "./measure";
import type { OffSiteStatus } from "./off-site";
import { jobName } from "./runs";
import { shownBytes, shownMinutes, shownMoment, shownSeconds } from "./shown";

const MINUTES_AN_HOUR = 60;
const UNKNOWN = "–";
const HEADER = [
  ...["Source", "Covers", "Last backup", "Age, of at most", "Worst gap", "Bytes"],
  ...["Last proven", "Restored in, of at most", "State"],
];
const LEGEND =
  "Times are UTC, of the begin of a Job. The worst gap is between two backups whose Jobs are still known; restored in: what the last " +
  "restore test took, from its begin to the end of its proof.";

/** How it stands with all backups of a stack. */
export interface StatusReport {
  readonly stack: string;
  readonly now: Date;
  readonly sources: readonly LookedAt[];
  /** What copies them off-site, empty where nothing does; undefined where nobody asked. */
  readonly offSite: readonly OffSiteStatus[] | undefined;
}

/** Whether everything is within its targets. */
export function isWell(report: StatusReport): boolean {
  return withTargets(report).every(({ shortfalls }) => shortfalls.length === 0);
}

/** For a terminal: a table, and what isn't as it should be. */
export function textReport(report: StatusReport): string {
  return [heading(report), "", rows(report), "", ...lines(report), LEGEND, ""].join("\n");
}

/** For a page or a comment, in Markdown. */
export function markdownReport(report: StatusReport): string {
  const icon = isWell(report) ? "✅" : "❌";
  const safe = lines(report).map((line) => line.replaceAll("<", "&lt;"));
  return [`### ${icon} ${heading(report)}`, "", rows(report), "", ...safe, LEGEND, ""].join("\n");
}

/** For programs: moments in ISO 8601, in UTC; what isn't known is left out. */
export function jsonReport(report: StatusReport): string {
  const sources = report.sources.map((status) => ({
    source: status.source.name,
    namespace: status.source.namespace,
    covers: status.source.covers,
    lastBackup: status.lastBackup?.at,
    ageMinutes: status.lastBackup?.ageMinutes,
    worstGapMinutes: status.worstGapMinutes,
    recoveryPointMinutes: minutesOf(status.source.recoveryPointHours),
    bytes: keptBytes(status),
    lastProven: status.lastProof?.at,
    recoverySeconds: status.recoverySeconds,
    recoveryTimeMinutes: status.source.recoveryTimeMinutes,
    backup: status.backupOutcome?.told,
    proof: status.proofOutcome?.told,
    running: status.running.map(({ job }) => jobName(job)),
    shortfalls: status.shortfalls,
  }));
  const { stack, now } = report;
  const offSite = report.offSite?.map((one) => ({ ...one, newest: Object.fromEntries(one.newest) }));
  return `${JSON.stringify({ stack, at: now, withinTargets: isWell(report), sources, offSite }, null, 2)}\n`;
}

function heading(report: StatusReport): string {
  const { stack, now } = report;
  const all = withTargets(report);
  const bad = all.filter(({ shortfalls }) => shortfalls.length > 0).length;
  const verdict = bad === 0 ? "all within their targets" : `${bad} of ${all.length} not within their targets`;
  return `Backups of ${stack} at ${shownMoment(now)}: ${verdict}`;
}

function rows({ sources }: StatusReport): string {
  return table(
    HEADER,
    sources.map((status) => {
      const { source, lastBackup, lastProof, worstGapMinutes: gap, recoverySeconds } = status;
      const bytes = keptBytes(status);
      return [
        source.name,
        source.covers.join(", "),
        lastBackup ? shownMoment(lastBackup.at) : "never",
        ofAtMost(lastBackup && shownMinutes(lastBackup.ageMinutes), minutesOf(source.recoveryPointHours)),
        // A gap that was too long stays told until those Jobs are gone; there is nothing to be done about it any more.
        gap === undefined
          ? UNKNOWN
          : `${shownMinutes(gap)}${isBeyond(gap, minutesOf(source.recoveryPointHours)) ? " !" : ""}`,
        bytes === undefined ? UNKNOWN : shownBytes(bytes),
        lastProof ? shownMoment(lastProof.at) : "never",
        ofAtMost(recoverySeconds === undefined ? undefined : shownSeconds(recoverySeconds), source.recoveryTimeMinutes),
        stateOf(status),
      ];
    }),
  );
}

function stateOf({ shortfalls, running }: LookedAt): string {
  const kinds = [...new Set(shortfalls.map(({ kind }) => kind)), ...(running.length > 0 ? ["running"] : [])];
  return kinds.join(", ") || "ok";
}

/** Below the table: what is off-site, and what isn't as it should be. */
function lines(report: StatusReport): readonly string[] {
  const copies = report.offSite && offSiteLines(report.offSite, report.now);
  const wrong = withTargets(report).flatMap(({ name, shortfalls }) =>
    shortfalls.map(({ what, remedy }: Shortfall) => `- ${name}: ${oneLine(what)}\n  Remedy: ${remedy}`),
  );
  return [copies, wrong].flatMap((part) => (part && part.length > 0 ? [...part, ""] : []));
}

function offSiteLines(offSite: readonly OffSiteStatus[], now: Date): readonly string[] {
  if (offSite.length === 0) return ["Off-site: nothing is copied there; gx:backup.offSite names no destination."];
  return offSite.map(({ name, lastCopied, newest }) => {
    if (lastCopied === undefined) return `Off-site: ${name} has copied nothing yet.`;
    const ages = [...newest].map(([source, at]) => `${source} ${shownMinutes(minutesSince(at, now))} old`);
    const there = ages.join(", ") || "not known, the pod that told is gone";
    return `Off-site: ${name} copied last at ${shownMoment(lastCopied)}. The newest there: ${there}.`;
  });
}

/** All that has targets, by name. */
export function withTargets({
  sources,
  offSite = [],
}: StatusReport): readonly Pick<OffSiteStatus, "name" | "shortfalls">[] {
  return [...sources.map(({ source, shortfalls }) => ({ name: source.name, shortfalls })), ...offSite];
}

function ofAtMost(measured: string | undefined, mostMinutes: number | undefined): string {
  return `${measured ?? UNKNOWN} of ${mostMinutes === undefined ? UNKNOWN : shownMinutes(mostMinutes)}`;
}

function isBeyond(minutes: number, mostMinutes: number | undefined): boolean {
  return mostMinutes !== undefined && minutes > mostMinutes;
}

function minutesOf(hours: number | undefined): number | undefined {
  return hours === undefined ? undefined : hours * MINUTES_AN_HOUR;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
