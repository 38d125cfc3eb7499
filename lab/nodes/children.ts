import { readdirSync } from "node:fs";

import { readIfPresent } from "../files";

/** The processes whose parent is `pid`, as this process's /proc shows them. */
export function childrenOf(pid: number): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && parentIn(statusOf(name)) === pid)
    .map(Number);
}

/** The parent that /proc/PID/status names: see proc_pid_status(5). */
export function parentIn(status: string): number | undefined {
  const [, parent] = /^PPid:\t(\d+)$/m.exec(status) ?? [];
  return parent === undefined ? undefined : Number(parent);
}

/** A process may end at any moment: then there is nothing to read. */
function statusOf(pid: string): string {
  try {
    return readIfPresent(`/proc/${pid}/status`) ?? "";
  } catch {
    return "";
  }
}
