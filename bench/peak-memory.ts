import { readdirSync } from "node:fs";
import { readIfPresent } from "../lab/files";

const SAMPLE_INTERVAL_MS = 50;

/**
 * Runs work and gives the most memory that the processes it started held together, in MiB, looked at twenty times a
 * second. Counted is each process's proportional share (PSS, see proc_pid_smaps(5)): of what several share, such as
 * Node.js' own code, each has its part, so that the sum counts it once.
 */
export async function peakMemoryMebibytes(work: () => Promise<unknown>): Promise<number> {
  const before = new Set(descendants(parents(), process.pid));
  let peakKibibytes = 0;
  const sample = () => {
    const started = descendants(parents(), process.pid, before);
    peakKibibytes = Math.max(
      peakKibibytes,
      started.reduce((sum, pid) => sum + proportionalKibibytes(pid), 0),
    );
  };
  const timer = setInterval(sample, SAMPLE_INTERVAL_MS);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return peakKibibytes / 1024;
}

/** All processes below `root`, without those in `without` and what is below them. */
export function descendants(
  parentOf: ReadonlyMap<number, number>,
  root: number,
  without: ReadonlySet<number> = new Set(),
): readonly number[] {
  const children = [...parentOf].filter(([pid, parent]) => parent === root && !without.has(pid)).map(([pid]) => pid);
  return children.flatMap((pid) => [pid, ...descendants(parentOf, pid, without)]);
}

/** The parent of every process: field 4 of /proc/PID/stat, counted from the end of the command, see proc_pid_stat(5). */
function parents(): ReadonlyMap<number, number> {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return new Map(
    pids.flatMap((pid) => {
      const parent = /^\) \S (\d+)/.exec(tailOf(readIfPresent(`/proc/${pid}/stat`) ?? ""))?.[1];
      return parent === undefined ? [] : [[Number(pid), Number(parent)] as const];
    }),
  );
}

/** From the closing parenthesis of the command, which may itself hold anything. */
function tailOf(stat: string): string {
  return stat.slice(stat.lastIndexOf(")"));
}

function proportionalKibibytes(pid: number): number {
  return Number(/^Pss:\s+(\d+) kB$/m.exec(readIfPresent(`/proc/${pid}/smaps_rollup`) ?? "")?.[1] ?? 0);
}
