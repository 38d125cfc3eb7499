import { is, objectPolicy, type Finding } from "./verdict";

/** The controller looks every 10 s: with a shorter deadline it may find that every run is late already. */
const LEAST_DEADLINE_SECONDS = 60;
/** So many ended jobs of each outcome tell what happened; more only fill lists. */
const MOST_KEPT = 10;

/** What the rule reads of a CronJob. */
interface CronSpec {
  readonly concurrencyPolicy?: string;
  readonly timeZone?: string;
  readonly startingDeadlineSeconds?: number;
  readonly successfulJobsHistoryLimit?: number;
  readonly failedJobsHistoryLimit?: number;
  readonly jobTemplate?: { readonly spec?: { readonly activeDeadlineSeconds?: number } };
}

/**
 * CronJobs say in which time zone, never overlap, and end: a run that hangs would hold up all later ones. A
 * run that couldn't be started is made up for within a stated time: without one, a controller that missed a hundred starts
 * none ever again. Ended jobs of both outcomes are kept, with what they said.
 *
 * Severity: high. Source: incident G02 (scheduled backups failed for days, and nobody saw it).
 * Remedy: set the field that the message names.
 */
export const scheduledJobs = objectPolicy(
  {
    name: "scheduled-jobs",
    description: "CronJobs name their time zone, never overlap, are made up for, end, and leave what they said.",
    severity: "high",
    framework: { name: "GX incidents", version: "1", reference: "G02", specification: "Scheduled work is seen to run" },
    remediationSteps: "Set the field that the message names in the CronJob's spec.",
  },
  (object, check) => {
    if (object.kind !== "CronJob") return;
    const spec = (object.props.spec ?? {}) as CronSpec;
    check(() => concurrencyFinding(spec));
    check(() => timeZoneFinding(spec));
    check(() => startFinding(spec));
    check(() => endFinding(spec));
    for (const field of ["successfulJobsHistoryLimit", "failedJobsHistoryLimit"] as const) {
      check(() => historyFinding(spec, field));
    }
  },
);

function concurrencyFinding({ concurrencyPolicy }: CronSpec): Finding | undefined {
  if (concurrencyPolicy === "Forbid") return undefined;
  return { field: "spec.concurrencyPolicy", found: is(concurrencyPolicy), remedy: "set it to Forbid" };
}

function timeZoneFinding({ timeZone }: CronSpec): Finding | undefined {
  if (timeZone) return undefined;
  return {
    field: "spec.timeZone",
    found: is(timeZone),
    remedy: "set it, such as to Etc/UTC: servers differ in theirs",
  };
}

function startFinding({ startingDeadlineSeconds: deadline }: CronSpec): Finding | undefined {
  if (typeof deadline === "number" && deadline >= LEAST_DEADLINE_SECONDS) return undefined;
  const remedy = `set it to ${LEAST_DEADLINE_SECONDS} or more: a run that is later than that is left out`;
  return { field: "spec.startingDeadlineSeconds", found: is(deadline), remedy };
}

function endFinding({ jobTemplate }: CronSpec): Finding | undefined {
  const deadline = jobTemplate?.spec?.activeDeadlineSeconds;
  if (typeof deadline === "number" && deadline > 0) return undefined;
  const remedy = "set it: a run that hangs would hold up all later ones";
  return { field: "spec.jobTemplate.spec.activeDeadlineSeconds", found: is(deadline), remedy };
}

function historyFinding(
  spec: CronSpec,
  field: "successfulJobsHistoryLimit" | "failedJobsHistoryLimit",
): Finding | undefined {
  const kept = spec[field];
  if (typeof kept === "number" && kept >= 1 && kept <= MOST_KEPT) return undefined;
  return { field: `spec.${field}`, found: is(kept), remedy: `set it to 1–${MOST_KEPT}` };
}
