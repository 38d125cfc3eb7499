import { Gauge, Registry } from "prom-client";
import { keptBytes, type LookedAt } from "./look";
import { SHORTFALL_KINDS } from "./measure";
import { tookSeconds } from "./runs";
import { type StatusReport, withTargets } from "./status-report";

const MS_A_SECOND = 1000;
const SECONDS_A_MINUTE = 60;
const SECONDS_AN_HOUR = 3600;
/** Of a source's own numbers. */
const OF_SOURCE = ["source", "namespace"];

type Labels = Readonly<Record<string, string>>;
/** Labels and a value; the value undefined where it isn't known, which leaves the sample out: an alert's `absent` finds that. */
type Sample = readonly [Labels, number | undefined];

/**
 * For Prometheus, in its text format: what {@link StatusReport} has, in seconds and bytes. Moments are seconds since 1970, so that ages
 * go on growing between two looks.
 */
export function metricsReport(report: StatusReport): Promise<string> {
  const { stack, now, sources, offSite } = report;
  const registry = new Registry();
  registry.setDefaultLabels({ stack });
  const gauge = (name: string, help: string, labelNames: readonly string[], samples: readonly Sample[]) => {
    const known = new Gauge({ name: `gx_backup_${name}`, help, labelNames, registers: [registry] });
    for (const [labels, value] of samples) if (value !== undefined) known.set(labels, value);
  };
  const perSource = (name: string, help: string, valueOf: (status: LookedAt) => number | undefined) => {
    gauge(
      name,
      help,
      OF_SOURCE,
      sources.map((status) => [labelsOf(status), valueOf(status)]),
    );
  };
  gauge("status_timestamp_seconds", "When the cluster was asked for all of this.", [], [[{}, seconds(now)]]);
  perSource("last_success_timestamp_seconds", "Begin of the last backup that succeeded.", ({ lastBackup }) =>
    seconds(lastBackup?.at),
  );
  perSource(
    "duration_seconds",
    "What that backup took, from its Job's begin to its end.",
    ({ lastBackup }) => lastBackup?.run && tookSeconds(lastBackup.run),
  );
  perSource("size_bytes", "Size of that backup, as its program told it.", keptBytes);
  perSource("recovery_point_target_seconds", "How much may be lost at most.", ({ source: { recoveryPointHours } }) =>
    times(recoveryPointHours, SECONDS_AN_HOUR),
  );
  perSource("last_proof_timestamp_seconds", "Begin of the last restore test that succeeded.", ({ lastProof }) =>
    seconds(lastProof?.at),
  );
  perSource("restore_duration_seconds", "What that restore test took.", ({ recoverySeconds }) => recoverySeconds);
  perSource("recovery_time_target_seconds", "How long a restore may take.", ({ source: { recoveryTimeMinutes } }) =>
    times(recoveryTimeMinutes, SECONDS_A_MINUTE),
  );
  gauge(
    "shortfalls",
    "How many things of a kind aren't as they should be; 0 where all is well.",
    ["name", "kind"],
    withTargets(report).flatMap(({ name, shortfalls }) =>
      SHORTFALL_KINDS.map((kind): Sample => [
        { name, kind },
        shortfalls.filter((shortfall) => shortfall.kind === kind).length,
      ]),
    ),
  );
  if (offSite) {
    gauge(
      "off_site_last_success_timestamp_seconds",
      "Begin of the last run that copied everything off-site.",
      ["name", "namespace"],
      offSite.map(({ name, namespace, lastCopied }) => [{ name, namespace }, seconds(lastCopied)]),
    );
    gauge(
      "off_site_newest_timestamp_seconds",
      "When the newest backup was made that is off-site.",
      ["source"],
      offSite.flatMap(({ newest }) => [...newest].map(([source, at]): Sample => [{ source }, seconds(at)])),
    );
  }
  return registry.metrics();
}

function labelsOf({ source: { name, namespace } }: LookedAt): Labels {
  return { source: name, namespace };
}

function seconds(moment: Date | undefined): number | undefined {
  return moment && moment.getTime() / MS_A_SECOND;
}

function times(value: number | undefined, factor: number): number | undefined {
  return value === undefined ? undefined : value * factor;
}
