import type { EnvironmentName } from "../../components/shared/labels";
import { UserError } from "../../toolchain/user-error";
import type { Cluster } from "./cluster";
import { lastEnded, lastSucceeded, measure, type SourceStatus } from "./measure";
import { type Outcome, outcomeOf } from "./outcome";
import { type Run, runsOf } from "./runs";
import { type Source, sourcesIn } from "./sources";

/** What is known of a source, and what the Jobs said that it depends on. */
export interface LookedAt extends SourceStatus {
  readonly backupOutcome: Outcome | undefined;
  readonly proofOutcome: Outcome | undefined;
}

/**
 * The sources of a stack, as its cluster has them.
 * @throws UserError where there is none, as in a cluster that nothing was deployed to
 */
export async function liveSources(cluster: Cluster, stack: EnvironmentName): Promise<readonly Source[]> {
  const sources = sourcesIn(await cluster.cronJobs(stack));
  if (sources.length > 0) return sources;
  throw new UserError(`${stack} has no CronJob that backs anything up in this cluster: is it deployed there?`);
}

/** Looks at sources: at their CronJobs, at Jobs that are still known, and at what the last of these said. */
export async function lookAt(
  cluster: Cluster,
  stack: EnvironmentName,
  sources: readonly Source[],
  now: Date,
): Promise<readonly LookedAt[]> {
  const namespaces = [...new Set(sources.map(({ namespace }) => namespace))];
  const jobs = (await Promise.all(namespaces.map((namespace) => cluster.jobs(namespace)))).flat();
  return Promise.all(
    sources.map(async (source) => {
      const [backups, tests] = [runsOf(source.backups, jobs), runsOf(source.tests, jobs)];
      const outcomes = new Map<Run, Outcome>();
      for (const run of new Set([...asked(backups), ...asked(tests)])) {
        outcomes.set(run, await outcomeOf(cluster, run.job));
      }
      const outcome = (run: Run | undefined) => run && outcomes.get(run);
      const status = measure(stack, source, { backups, tests, outcome }, now);
      return {
        ...status,
        backupOutcome: outcome(status.lastBackup?.run),
        proofOutcome: outcome(status.lastProof?.run),
      };
    }),
  );
}

/** Whose words matter: the last that succeeded, and the last of each CronJob, which may have failed. */
function asked(runs: readonly Run[]): readonly Run[] {
  const good = lastSucceeded(runs);
  return [...(good ? [good] : []), ...lastEnded(runs).filter(({ state }) => state === "failed")];
}
