import { readFileSync } from "node:fs";

import { readIfPresent } from "./files";

/**
 * Which process is meant, beyond doubt: a pid alone is reused after its process ends, and starts again from 1 after a
 * reboot. The three together never recur.
 */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks from boot to the process's start: field 22 of /proc/PID/stat, see proc_pid_stat(5). */
  readonly startTicks: string;
  /** /proc/sys/kernel/random/boot_id of the boot it was started in. */
  readonly bootId: string;
}

/** Positions of fields, counted from the first one after the command's closing parenthesis. */
const STATE = 0;
const THREADS = 17;
const START_TICKS = 19;

/** What /proc/PID/stat says that matters here. */
interface ProcessStat {
  readonly pid: number;
  /** One letter; Z is a process whose first thread has ended and whose parent has not asked for its result yet. */
  readonly state: string;
  readonly threads: number;
  readonly startTicks: string;
}

/** Reads a line of /proc/PID/stat; undefined if it is none. A command may itself hold spaces and parentheses. */
export function parseProcessStat(line: string): ProcessStat | undefined {
  const commandEnd = line.lastIndexOf(")");
  const pid = Number.parseInt(line, 10);
  const fields = line.slice(commandEnd + 2).split(" ");
  const [state, startTicks] = [fields[STATE], fields[START_TICKS]];
  if (commandEnd < 0 || !Number.isSafeInteger(pid) || !state || !startTicks) return undefined;
  return { pid, state, threads: Number(fields[THREADS]), startTicks };
}

/** This boot of this machine. */
export function currentBootId(): string {
  return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
}

/** The identity of a process that runs now, or undefined if none has that pid. */
export function identityOf(pid: number): ProcessIdentity | undefined {
  const stat = parseProcessStat(readIfPresent(`/proc/${pid}/stat`) ?? "");
  return stat && { pid, startTicks: stat.startTicks, bootId: currentBootId() };
}

/** Whether exactly that process, not a later one under its pid, still runs. */
export function isAlive(identity: ProcessIdentity): boolean {
  const stat = parseProcessStat(readIfPresent(`/proc/${identity.pid}/stat`) ?? "");
  return (
    stat !== undefined &&
    !hasEnded(stat) &&
    stat.startTicks === identity.startTicks &&
    currentBootId() === identity.bootId
  );
}

/** A killed process keeps its files and ports until its last thread is gone, which may be well after its first. */
function hasEnded({ state, threads }: ProcessStat): boolean {
  return state === "Z" && threads <= 1;
}
