import type { Progress } from "../../toolchain/progress";
import type { Cluster } from "./cluster";
import { followed } from "./follow";
import { errorIn, lastOutcome, outcomeOf } from "./outcome";
import { listJob } from "./requested-job";
import type { CommandResult } from "./run";
import type { Source } from "./sources";

const STORED = { isDryRun: false };

/**
 * The kept backups of a source, as its own programs list them: by a Job that is removed afterwards.
 * @throws UserError where the API server refuses
 */
export async function listBackups(cluster: Cluster, source: Source, progress: Progress): Promise<CommandResult> {
  const [test] = source.tests;
  const list = test && listJob(test);
  if (list === undefined) return { exitCode: 0, text: `${source.name}\n  nothing that restores it can list it\n` };
  const job = await cluster.createJob(list.job, STORED);
  try {
    const run = await followed(cluster, job, progress, "nothing was listed; the Job that would have is removed");
    const pod = (await cluster.podsOf(run.job)).at(-1);
    if (run.state === "failed" || pod === undefined) {
      const error = errorIn(await outcomeOf(cluster, run.job), run.failure);
      return { exitCode: 1, text: `${source.name} couldn't be listed: ${error}\n` };
    }
    const lines = (await cluster.log(pod, list.container)).trimEnd().split("\n");
    // The outcome is for programs: the lines say the same.
    const shown = lines.filter((line) => lastOutcome(line) === undefined);
    return { exitCode: 0, text: `${source.name}\n${shown.map((line) => `  ${line}\n`).join("")}` };
  } finally {
    await cluster.deleteJob(job, STORED);
  }
}
