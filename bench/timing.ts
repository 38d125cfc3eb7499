import { readFileSync } from "node:fs";
import type { Bench } from "./bench-lab";
import { type Summary, summarize } from "./statistics";

/** One run of a thing, in seconds. */
export interface Run {
  readonly wall: number;
  /** Of all processors together, by the processes that it started and that ended with it. */
  readonly cpu: number;
}

/** In which times of processes are counted in /proc: 100 a second on every Linux, see proc_pid_stat(5). */
const TICKS_PER_SECOND = 100;

/**
 * Times several things in turns (A B A B …), so that what else the machine does falls on all of them. The first round
 * warms up caches and isn't counted.
 */
export async function timeInterleaved<Name extends string>(
  { progress, signal }: Pick<Bench, "progress" | "signal">,
  rounds: number,
  variants: Readonly<Record<Name, () => Promise<unknown>>>,
): Promise<Readonly<Record<Name, readonly Run[]>>> {
  const names = Object.keys(variants) as Name[];
  const runs = Object.fromEntries(names.map((name) => [name, [] as Run[]])) as Record<Name, Run[]>;
  for (let round = 0; round <= rounds; round++) {
    for (const name of names) {
      signal.throwIfAborted();
      const heading = `${name}: ${round === 0 ? "warming up" : `run ${round} of ${rounds}`}`;
      const run = await progress.step(heading, () => timed(variants[name]));
      if (round > 0) runs[name].push(run);
    }
  }
  signal.throwIfAborted();
  return runs;
}

async function timed(work: () => Promise<unknown>): Promise<Run> {
  const [startedMs, usedBefore] = [performance.now(), endedChildrenCpuSeconds()];
  await work();
  return { wall: (performance.now() - startedMs) / 1000, cpu: endedChildrenCpuSeconds() - usedBefore };
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
