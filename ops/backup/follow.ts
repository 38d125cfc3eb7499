import { setTimeout as sleep } from "node:timers/promises";
import type { Progress } from "../../toolchain/progress";
import { ENDING_SIGNALS, Interrupted, UserError } from "../../toolchain/user-error";
import type { Cluster } from "./cluster";
import type { Job, Pod } from "./kubernetes-types";
import { obstacleOf } from "./outcome";
import { jobName, type Run, runOf } from "./runs";

const LOOK_MS = 2000;

/** Tells a change: what runs now, and what it said last, if anything is known of it. */
type Tell = (stage: string, lastLine: string) => void;

/**
 * Waits until a Job has ended, and tells meanwhile which container runs and what it said last.
 * @param goesOn what becomes of the Job when nobody waits for it any more, for messages
 * @throws Interrupted at Ctrl-C
 * @throws UserError where the Job is deleted meanwhile, or the API server refuses
 */
export async function followed(cluster: Cluster, job: Job, progress: Progress, goesOn: string): Promise<Run> {
  const interruption = new AbortController();
  const onSignal = (signal: NodeJS.Signals) => interruption.abort(signal);
  for (const signal of ENDING_SIGNALS) process.on(signal, onSignal);
  try {
    return await progress.step(`Job ${jobName(job)}`, (detail) =>
      untilEnded(cluster, job, interruption.signal, (stage, lastLine) => {
        progress.info(`    ${stage}${lastLine && `: ${lastLine}`}`);
        detail([stage, lastLine].filter(Boolean).join(": "));
      }),
    );
  } catch (error) {
    if (interruption.signal.aborted) throw new Interrupted(interruption.signal.reason as NodeJS.Signals, goesOn);
    throw error instanceof UserError ? new UserError(`${error.message}; ${goesOn}`) : error;
  } finally {
    for (const signal of ENDING_SIGNALS) process.off(signal, onSignal);
  }
}

async function untilEnded(cluster: Cluster, { metadata }: Job, signal: AbortSignal, tell: Tell): Promise<Run> {
  const { namespace = "", name = "" } = metadata ?? {};
  for (let told = ""; ; await sleep(LOOK_MS, undefined, { signal })) {
    const job = await cluster.job(namespace, name);
    if (job === undefined) throw new UserError(`Job ${name} is gone: somebody deleted it before its end`);
    const run = runOf(job);
    if (run.state !== "running") return run;
    const [stage, lastLine] = await stageOf(cluster, job);
    const now = `${stage} ${lastLine}`;
    if (now !== told) tell(stage, lastLine);
    told = now;
  }
}

/** What runs of a Job, and the last line that it printed; that line is no reason to give up where it can't be had. */
async function stageOf(cluster: Cluster, job: Job): Promise<readonly [stage: string, lastLine: string]> {
  const pod = (await cluster.podsOf(job)).at(-1);
  if (pod === undefined) return ["no pod yet", ""];
  const container = runningContainer(pod);
  if (container === undefined) return [`pod is ${pod.status?.phase ?? "Pending"}`, obstacleOf(pod) ?? ""];
  const lastLine = await cluster.log(pod, container, 1).catch(() => "");
  return [`${container} runs`, lastLine.trim()];
}

function runningContainer({ status }: Pod): string | undefined {
  const all = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  return all.find(({ state }) => state?.running)?.name;
}
