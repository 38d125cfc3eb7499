import type { EnvironmentName } from "../../components/shared/labels";
import type { BackupStanding } from "../gate/rules/fresh-backups";
import { commandFor } from "./advice";
import { connectCluster } from "./cluster";
import { lastEnded, lastSucceeded, minutesSince, type SourceRuns } from "./measure";
import { jobName, type Run, runsOf } from "./runs";
import { shownMinutes } from "./shown";
import { type Source, sourcesIn } from "./sources";

const MINUTES_AN_HOUR = 60;

/**
 * How it stands with the backups of a stack, by the status of its live CronJobs and of their Jobs. Empty before there are any.
 * @throws UserError where the cluster can't be read
 */
export async function backupStandings(
  access: Parameters<typeof connectCluster>[0],
  stack: EnvironmentName,
  now: Date,
): Promise<readonly BackupStanding[]> {
  const cluster = await connectCluster(access);
  const sources = sourcesIn(await cluster.cronJobs(stack));
  const namespaces = [...new Set(sources.map(({ namespace }) => namespace))];
  const jobs = (await Promise.all(namespaces.map((namespace) => cluster.jobs(namespace)))).flat();
  return sources.map((source) =>
    standingOf(stack, source, { backups: runsOf(source.backups, jobs), tests: runsOf(source.tests, jobs) }, now),
  );
}

/**
 * How it stands with one source. Only Jobs that are still known count: of others nobody knows which backup was restored.
 * A restore test takes the newest backup there is when it begins.
 */
export function standingOf(
  stack: EnvironmentName,
  source: Source,
  { backups, tests }: Pick<SourceRuns, "backups" | "tests">,
  now: Date,
): BackupStanding {
  const { name, namespace, covers, recoveryPointHours } = source;
  const proof = lastSucceeded(tests);
  const failedTest = lastEnded(tests).find(({ state }) => state === "failed");
  const proven = proof && backups.findLast((run) => run.state === "succeeded" && run.endedAt! <= proof.startedAt);
  const isYoung = (run: Run) =>
    recoveryPointHours !== undefined && ageMinutes(run, now) <= recoveryPointHours * MINUTES_AN_HOUR;
  const isFreshlyProven = proven !== undefined && isYoung(proven) && failedTest === undefined;
  const newest = lastSucceeded(backups);
  const isMade = newest !== undefined && isYoung(newest);
  const aim = recoveryPointHours === undefined ? "an aim that isn't stated" : shownMinutes(recoveryPointHours * 60);
  return {
    ...{ source: name, namespace, covers, isFreshlyProven },
    standing: [
      newest === undefined
        ? "no backup whose Job is still known"
        : `the newest backup is ${shownMinutes(ageMinutes(newest, now))} old, of ${aim}`,
      failedTest
        ? `its restore test ${jobName(failedTest.job)} failed`
        : proven === undefined
          ? "none was restored since it was made"
          : `the newest that was restored since it was made is ${shownMinutes(ageMinutes(proven, now))} old`,
    ].join(", "),
    remedy: [...(isMade ? [] : (["now"] as const)), "verify" as const]
      .map((command) => commandFor(command, stack, source))
      .join(", then "),
  };
}

function ageMinutes({ startedAt }: Run, now: Date): number {
  return minutesSince(startedAt, now);
}
