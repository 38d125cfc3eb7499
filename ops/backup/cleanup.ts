import type { Cluster, Trial } from "./cluster";
import type { Job } from "./kubernetes-types";
import { REQUESTED_LABELS } from "./requested-job";
import type { CommandResult } from "./run";
import { jobName, runOf } from "./runs";
import type { Source } from "./sources";

/** Removes the ended Jobs that these commands made, and nothing else. */
export async function cleanUp(cluster: Cluster, sources: readonly Source[], trial: Trial): Promise<CommandResult> {
  const namespaces = [...new Set(sources.map(({ namespace }) => namespace))];
  const jobs = (await Promise.all(namespaces.map((namespace) => cluster.jobs(namespace)))).flat();
  const ended = jobs.filter((job) => isRequested(job) && runOf(job).state !== "running");
  for (const job of ended) await cluster.deleteJob(job, trial);
  const verb = trial.isDryRun ? "Would remove" : "Removed";
  const lines = ended.map((job) => `${verb} Job ${jobName(job)}, which ${runOf(job).state}\n`);
  return { exitCode: 0, text: lines.join("") || "There is nothing to remove.\n" };
}

function isRequested({ metadata }: Job): boolean {
  return Object.entries(REQUESTED_LABELS).every(([label, value]) => metadata?.labels?.[label] === value);
}
