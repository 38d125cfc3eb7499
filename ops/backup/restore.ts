import type { EnvironmentName } from "../../components/shared/labels";
import type { Progress } from "../../toolchain/progress";
import { UserError } from "../../toolchain/user-error";
import type { Cluster, Trial } from "./cluster";
import { COPY_HOURS, copyJob, type WantedCopy } from "./copy-job";
import { followed } from "./follow";
import { momentOf, type Naming, namingOf, requireNamed } from "./naming";
import { errorIn, outcomeOf } from "./outcome";
import { replayedLines } from "./replayed";
import type { CommandResult } from "./run";
import { jobName } from "./runs";
import { nameOf, oneOf, type Source } from "./sources";

/** How a program says that what it restored can be looked at; how, comes after it. */
const READY = "ready, until this pod is deleted: ";

/** A name that Kubernetes takes for a Job, and for what it derives from it. */
const JOB_NAME = /^[a-z0-9]([a-z0-9-]{0,51}[a-z0-9])?$/;

/**
 * Restores a backup beside what it is of, into a pod of its own that is kept to be looked at, and waits until it is. What is live stays
 * as it is.
 * @throws UserError where that can't be done of this source, or a name isn't one
 * @throws Interrupted at Ctrl-C: the Job goes on
 */
export async function restoreBeside(
  cluster: Cluster,
  stack: EnvironmentName,
  source: Source,
  wanted: WantedCopy,
  trial: Trial,
  progress: Progress,
): Promise<CommandResult> {
  const test = oneOf(source.tests, source.name, "that restore it");
  requireNames(source, namingOf(test), wanted);
  const { job: asked, container } = copyJob(test, wanted);
  const begunAt = new Date();
  const job = await cluster.createJob(asked, trial);
  const which = wanted.backup ?? "the newest backup";
  if (trial.isDryRun) {
    const text = `Would restore ${which} of ${source.name} by a Job like ${nameOf(test)}; nothing was made.\n`;
    return { exitCode: 0, text };
  }
  const [name, namespace] = [jobName(job), source.namespace];
  const remove = `kubectl -n ${namespace} delete job ${name}`;
  const goesOn = `Job ${name} goes on and keeps what it restores for ${COPY_HOURS} h; remove it by ${remove}`;
  const run = await followed(cluster, job, progress, goesOn, READY);
  const outcome = await outcomeOf(cluster, run.job);
  if (run.said === undefined) {
    return { exitCode: 1, text: `${name} restored nothing: ${errorIn(outcome, run.failure)}\n` };
  }
  const { backup, takenAt } = outcome.told;
  const of = typeof backup === "string" ? `${backup}, taken at ${String(takenAt)},` : `${which} of ${source.name}`;
  const lines = [
    `${of} is restored in a pod of its own, for ${COPY_HOURS} h. What is live in ${stack} is as it was.`,
    ...replayedLines(outcome, momentOf(wanted.backup) ?? begunAt),
    `  Look at it:  kubectl -n ${namespace} exec -it job/${name} -c ${container} -- ${run.said.slice(READY.length)}`,
    `  Remove it:   ${remove}`,
    "How what is missing comes back from there: restore-from-a-dump.md, postgres-restore.md or etcd-restore.md in docs/runbooks",
  ];
  return { exitCode: 0, text: `${lines.join("\n")}\n` };
}

function requireNames(source: Source, naming: Naming | undefined, { backup, timeline, name }: WantedCopy): void {
  if (naming === undefined) {
    throw new UserError(`${source.name}: what restores it keeps nothing to be looked at (docs/backup-commands.md)`);
  }
  requireNamed(source.name, naming, backup);
  if (timeline !== undefined && naming !== "moment") {
    throw new UserError(`--timeline is for physical backups, not for ${source.name}: a dump is of one moment alone`);
  }
  if (name !== undefined && !JOB_NAME.test(name)) {
    throw new UserError(
      `--to is "${name}": must be 1 to 53 lower-case letters, digits and hyphens, the first and the last no hyphen`,
    );
  }
}
