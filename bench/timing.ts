import { readFileSync } from "node:fs";
import type { Bench } from "./bench-lab";
import { inTurns, timed } from "./in-turns";
import { type Summary, summarize } from "./statistics";

/** One run of a thing, in seconds. */
export interface Run {
  readonly wall: number;
  /** Of all processors together, by the processes that it started and that ended with it. */
  readonly cpu: number;
}

/** In which times of processes are counted in /proc: 100 a second on every Linux, see proc_pid_stat(5). */
const TICKS_PER_SECOND = 100;

/** Times several things {@link inTurns}. */
export async function timeInterleaved<Name extends string>(
  bench: Pick<Bench, "progress" | "signal">,
  rounds: number,
  variants: Readonly<Record<Name, () => Promise<unknown>>>,
): Promise<Readonly<Record<Name, readonly Run[]>>> {
  const timing = Object.entries<() => Promise<unknown>>(variants).map(([name, work]) => [name, () => timedRun(work)]);
  return inTurns(bench, rounds, Object.fromEntries(timing) as Record<Name, () => Promise<Run>>);
}

async function timedRun(work: () => Promise<unknown>): Promise<Run> {
  const usedBefore = endedChildrenCpuSeconds();
  const { seconds } = await timed(work);
  return { wall: seconds, cpu: endedChildrenCpuSeconds() - usedBefore };
}

/** What the children of this process that have ended used, with theirs: cutime and cstime, fields 16 and 17. */
function endedChildrenCpuSeconds(): number {
  const stat = readFileSync("/proc/self/stat", "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[13]) + Number(fields[14])) / TICKS_PER_SECOND;
}

/** How many times as long the one took as the other, round by round. */
export function ratio(one: readonly Run[], other: readonly Run[], measure: keyof Run): Summary {
  return summarize(one.map((run, round) => run[measure] / (other[round]?.[measure] ?? NaN)));
}

/** The summary of what all runs took. */
export function summaryOf(runs: readonly Run[], measure: keyof Run): Summary {
  return summarize(runs.map((run) => run[measure]));
}
