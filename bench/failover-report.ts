import { VERSIONS } from "../images/postgres-ha/image";
import { type Measure, type Measured, MEASURES } from "./failover-faults";
import type { FailoverSettings } from "./failover-settings";
import { spread, table, verdict } from "./report";
import { summarize } from "./statistics";

/** All runs with the same settings. */
export interface FailoverRuns {
  readonly settings: FailoverSettings;
  readonly measured: readonly Measured[];
  /** Rows that were acknowledged and are gone. */
  readonly lostRows: number;
}

/** Seconds that the medians stay below, with the declared settings. */
const GOALS: Readonly<Record<Measure, number>> = {
  "planned switchover": 2,
  "postmaster killed": 4,
  "member lost": 22,
  "lost member streams again": 15,
};

/** The benchmark's section. @param acknowledgedRows how many were written in all */
export function failoverReport(declared: FailoverRuns, defaults: FailoverRuns, acknowledgedRows: number): string {
  const seconds = (runs: FailoverRuns, measure: Measure) => summarize(runs.measured.map((run) => run[measure]));
  const rows = MEASURES.map((measure) => [
    measure,
    spread(seconds(declared, measure)),
    spread(seconds(defaults, measure)),
  ]);
  const lostRows = declared.lostRows + defaults.lostRows;
  return [
    table(
      ["Seconds", "Declared", "Patroni's defaults"],
      [...rows, ["acknowledged rows lost", String(declared.lostRows), String(defaults.lostRows)]],
    ),
    `Medians of ${declared.measured.length} runs each, smallest and largest in parentheses. Declared: ` +
      `${inWords(declared.settings)}. Patroni's defaults: ${inWords(defaults.settings)}. ` +
      `PostgreSQL ${VERSIONS.postgres}, Patroni ${VERSIONS.patroni}.`,
    ...MEASURES.map((measure) => {
      const found = seconds(declared, measure);
      return verdict(`${measure}: less than ${GOALS[measure]} s`, `${spread(found)} s`, found.median < GOALS[measure]);
    }),
    verdict("no acknowledged row is lost", `${lostRows} of ${acknowledgedRows} with both settings`, lostRows === 0),
  ].join("\n\n");
}

function inWords(settings: FailoverSettings): string {
  return Object.entries(settings)
    .map(([name, value]) => `\`${name}\` ${value === false ? "off" : value === true ? "on" : String(value)}`)
    .join(", ");
}
