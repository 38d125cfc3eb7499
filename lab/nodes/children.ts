import { readdirSync, readFileSync } from "node:fs";

/** The processes below `pid`, as this process's /proc shows them: its children first, then theirs. */
export function descendantsOf(pid: number, parents = parentsByProcess()): number[] {
  const children = childrenOf(pid, parents);
  return [...children, ...children.flatMap((child) => descendantsOf(child, parents))];
}

/** The processes whose parent is `pid`. */
export function childrenOf(pid: number, parents = parentsByProcess()): number[] {
  return [...parents].filter(([, parent]) => parent === pid).map(([child]) => child);
}

/** The parent that /proc/PID/status names: see proc_pid_status(5). */
export function parentIn(status: string): number | undefined {
  const [, parent] = /^PPid:\t(\d+)$/m.exec(status) ?? [];
  return parent === undefined ? undefined : Number(parent);
}

/** All processes of this moment, with their parents. */
function parentsByProcess(): Map<number, number | undefined> {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return new Map(pids.map((pid) => [Number(pid), parentIn(read(`/proc/${pid}/status`))]));
}

/** What a process's program is called: see proc_pid_comm(5). Empty where it has ended. */
export function programOf(pid: number): string {
  return read(`/proc/${pid}/comm`).trim();
}

/** A process may end at any moment: then there is nothing to read. */
function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
