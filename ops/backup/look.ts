import type { EnvironmentName } from "../../components/shared/labels";
import { UserError } from "../../toolchain/user-error";
import type { Cluster } from "./cluster";
import type { CronJob } from "./kubernetes-types";
import { lastEnded, lastSucceeded, measure, type SourceStatus } from "./measure";
import { copyingIn, measureOffSite, type OffSiteStatus } from "./off-site";
import { bytesIn, type Outcome, outcomeOf } from "./outcome";
import { type Run, runsOf } from "./runs";
import { type Source, sourcesIn } from "./sources";

/** What is known of a source, and what the Jobs said that it depends on. */
export interface LookedAt extends SourceStatus {
  readonly backupOutcome: Outcome | undefined;
  readonly proofOutcome: Outcome | undefined;
}

/** What backs up in a stack, as its cluster has it. */
export interface LiveBackups {
  readonly sources: readonly Source[];
  /** What copies backups off-site; empty where nothing does. */
  readonly copying: readonly CronJob[];
}

/**
 * Asks the cluster for them.
 * @throws UserError where there is no source, as in a cluster that nothing was deployed to
 */
export async function liveBackups(cluster: Cluster, stack: EnvironmentName): Promise<LiveBackups> {
  const cronJobs = await cluster.cronJobs(stack);
  const sources = sourcesIn(cronJobs);
  if (sources.length > 0) return { sources, copying: copyingIn(cronJobs) };
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
      const outcomes = await outcomesOf(cluster, [...asked(backups), ...asked(tests)]);
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

/** Bytes of the last backup, or else of what was last restored; undefined where neither is known. */
export function keptBytes({ backupOutcome, proofOutcome }: LookedAt): number | undefined {
  return (backupOutcome && bytesIn(backupOutcome)) ?? (proofOutcome && bytesIn(proofOutcome));
}

/** Likewise at what copies backups off-site. */
export function lookOffSite(
  cluster: Cluster,
  stack: EnvironmentName,
  copying: readonly CronJob[],
  now: Date,
): Promise<readonly OffSiteStatus[]> {
  return Promise.all(
    copying.map(async (cronJob) => {
      const runs = runsOf([cronJob], await cluster.jobs(cronJob.metadata?.namespace ?? ""));
      const outcomes = await outcomesOf(cluster, asked(runs));
      return measureOffSite(stack, cronJob, { runs, outcome: (run) => run && outcomes.get(run) }, now);
    }),
  );
}

async function outcomesOf(cluster: Cluster, runs: readonly Run[]): Promise<ReadonlyMap<Run, Outcome>> {
  const outcomes = new Map<Run, Outcome>();
  for (const run of new Set(runs)) outcomes.set(run, await outcomeOf(cluster, run.job));
  return outcomes;
}

/** Whose words matter: the last that succeeded, and the last of each CronJob, which may have failed. */
function asked(runs: readonly Run[]): readonly Run[] {
  const good = lastSucceeded(runs);
  return [...(good ? [good] : []), ...lastEnded(runs).filter(({ state }) => state === "failed")];
}
