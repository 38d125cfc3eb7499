import type { EnvironmentName } from "../../components/shared/labels";
import type { Progress } from "../../toolchain/progress";
import { UserError } from "../../toolchain/user-error";
import type { Cluster, Trial } from "./cluster";
import { followed } from "./follow";
import type { CronJob } from "./kubernetes-types";
import { errorIn, type Outcome, outcomeOf } from "./outcome";
import { requestedRun } from "./requested-job";
import { jobName, type Run, runsOf } from "./runs";
import { nameOf } from "./sources";

/** How a command ended: its exit code, and what it prints. */
export interface CommandResult {
  readonly exitCode: number;
  readonly text: string;
}

/**
 * Has a CronJob run now, and waits for its end.
 * @throws UserError where it runs already
 * @throws Interrupted at Ctrl-C: the Job goes on
 */
export async function runNow(
  cluster: Cluster,
  stack: EnvironmentName,
  cronJob: CronJob,
  trial: Trial,
  progress: Progress,
): Promise<CommandResult> {
  const namespace = cronJob.metadata?.namespace ?? "";
  const running = runsOf([cronJob], await cluster.jobs(namespace)).find(({ state }) => state === "running");
  if (running) {
    throw new UserError(
      `Job ${jobName(running.job)} of CronJob ${nameOf(cronJob)} runs already, since ${running.startedAt.toISOString()}: ` +
        `wait for its end; ${lookingAt(stack, namespace, jobName(running.job))}`,
    );
  }
  const job = await cluster.createJob(requestedRun(cronJob), trial);
  if (trial.isDryRun) {
    return { exitCode: 0, text: `Would have CronJob ${nameOf(cronJob)} in ${namespace} run now; nothing was made.\n` };
  }
  const name = jobName(job);
  const goesOn = `nobody waits for Job ${name} any more, and it goes on; ${lookingAt(stack, namespace, name)}`;
  const run = await followed(cluster, job, progress, goesOn);
  return toldEnd(run, await outcomeOf(cluster, run.job));
}

/** How a Job ended, for people: with the facts that its programs told, or with their error. */
export function toldEnd(run: Run, outcome: Outcome): CommandResult {
  const name = jobName(run.job);
  if (run.state === "failed") return { exitCode: 1, text: `${name} failed: ${errorIn(outcome, run.failure)}\n` };
  const facts = Object.entries(outcome.told)
    .filter(([key]) => key !== "result")
    .map(([key, value]) => `  ${key}: ${typeof value === "string" ? value : JSON.stringify(value)}\n`);
  const unknown = outcome.unknownBecause === undefined ? "" : `  what it said isn't known: ${outcome.unknownBecause}\n`;
  return { exitCode: 0, text: `${name} is done.\n${facts.join("")}${unknown}` };
}

function lookingAt(stack: EnvironmentName, namespace: string, name: string): string {
  return `look at it by kubectl -n ${namespace} logs job/${name} --all-containers --follow, or npm run ops -- backup status --stack ${stack}`;
}
