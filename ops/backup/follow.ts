import { setTimeout as sleep } from "node:timers/promises";
import type { Progress } from "../../toolchain/progress";
import { ENDING_SIGNALS, Interrupted, UserError } from "../../toolchain/user-error";
import type { Cluster } from "./cluster";
import type { Job, Pod } from "./kubernetes-types";
import { obstacleOf } from "./outcome";
import { jobName, type Run, runOf } from "./runs";

const LOOK_MS = 2000;
/** Enough for what is waited for, and what a container may print after it. */
const LAST_LINES = 20;

/** Tells a change: what runs now, and what it said last, if anything is known of it. */
type Tell = (stage: string, lastLine: string) => void;

/** How a Job was left: ended, or still running where it said what was waited for. */
export interface Followed extends Run {
  /** The line that was waited for; undefined where none came. */
  readonly said: string | undefined;
}

/**
 * Waits until a Job has ended, or said what is waited for, and tells meanwhile which container runs and what it said last.
 * @param goesOn what becomes of the Job when nobody waits for it any more, for messages
 * @param awaited how the line begins that is waited for; without it, the end is
 * @throws Interrupted at Ctrl-C
 * @throws UserError where the Job is deleted meanwhile, or the API server refuses
 */
export async function followed(
  cluster: Cluster,
  job: Job,
  progress: Progress,
  goesOn: string,
  awaited?: string,
): Promise<Followed> {
  const interruption = new AbortController();
  const onSignal = (signal: NodeJS.Signals) => interruption.abort(signal);
  for (const signal of ENDING_SIGNALS) process.on(signal, onSignal);
  try {
    return await progress.step(`Job ${jobName(job)}`, (detail) =>
      untilOver(cluster, job, awaited, interruption.signal, (stage, lastLine) => {
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

async function untilOver(
  cluster: Cluster,
  { metadata }: Job,
  awaited: string | undefined,
  signal: AbortSignal,
  tell: Tell,
): Promise<Followed> {
  const { namespace = "", name = "" } = metadata ?? {};
  for (let told = ""; ; await sleep(LOOK_MS, undefined, { signal })) {
    const job = await cluster.job(namespace, name);
    if (job === undefined) throw new UserError(`Job ${name} is gone: somebody deleted it before its end`);
    const run = runOf(job);
    if (run.state !== "running") return { ...run, said: undefined };
    const [stage, lines] = await stageOf(cluster, job);
    const said = awaited === undefined ? undefined : lines.find((line) => line.startsWith(awaited));
    if (said !== undefined) return { ...run, said };
    const lastLine = lines.at(-1) ?? "";
    const now = `${stage} ${lastLine}`;
    if (now !== told) tell(stage, lastLine);
    told = now;
  }
}

/** What runs of a Job, and the last lines that it printed; those are no reason to give up where they can't be had. */
async function stageOf(cluster: Cluster, job: Job): Promise<readonly [stage: string, lines: readonly string[]]> {
  const pod = (await cluster.podsOf(job)).at(-1);
  if (pod === undefined) return ["no pod yet", []];
  const container = runningContainer(pod);
  if (container === undefined) return [`pod is ${pod.status?.phase ?? "Pending"}`, [obstacleOf(pod) ?? ""]];
  const log = await cluster.log(pod, container, LAST_LINES).catch(() => "");
  return [`${container} runs`, log.trim().split("\n")];
}

function runningContainer({ status }: Pod): string | undefined {
  const all = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  return all.find(({ state }) => state?.running)?.name;
}
