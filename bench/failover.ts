import { ObservedDatabase } from "../tests/postgres/observed-database";
import type { Progress } from "../toolchain/progress";
import { type Measured, measureFaults } from "./failover-faults";
import { failoverReport, type FailoverRuns } from "./failover-report";
import { applySettings, currentSettings, PATRONI_DEFAULTS } from "./failover-settings";
import { oneAtATime } from "./one-at-a-time";

/** How often each is measured. */
const RUNS = 5;

/** How long writes stop when the primary changes, with the declared settings and with Patroni's own, in turns. */
export function failoverBenchmark(progress: Progress): Promise<string> {
  return oneAtATime(progress, async (signal) => {
    const observed = await progress.step("Start the database", () => ObservedDatabase.start("bench-failover"));
    try {
      return await measure(observed, progress, signal);
    } finally {
      await progress.step("Remove the database", () => observed.dispose());
    }
  });
}

async function measure(observed: ObservedDatabase, progress: Progress, signal: AbortSignal): Promise<string> {
  const { database } = observed;
  const variants = { declared: await currentSettings(database), defaults: PATRONI_DEFAULTS };
  const measured: Record<keyof typeof variants, Measured[]> = { declared: [], defaults: [] };
  const lost = { declared: 0, defaults: 0 };
  for (let run = 0; run < RUNS; run++) {
    for (const name of ["declared", "defaults"] as const) {
      const settings = variants[name];
      signal.throwIfAborted();
      await progress.step(`${name}: settings`, () => applySettings(database, settings));
      // Spread over the loop, so that what is left of the lease differs as it does in life, and as much for both.
      const secondsAfterRenewal = ((run + 0.5) / RUNS) * settings.loop_wait;
      const seconds = await progress.step(`${name}: run ${run + 1} of ${RUNS}`, () =>
        measureFaults(observed, secondsAfterRenewal),
      );
      progress.info(`    ${JSON.stringify(seconds)}`);
      measured[name].push(seconds);
      lost[name] += (await observed.rowsMissingIn(database.leader!)).length - lost.declared - lost.defaults;
    }
  }
  const runs = (name: keyof typeof variants): FailoverRuns => ({
    settings: variants[name],
    measured: measured[name],
    lostRows: lost[name],
  });
  return failoverReport(runs("declared"), runs("defaults"), observed.writer.written.length);
}
