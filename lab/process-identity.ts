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

/** Position of the start time, counted from the first field after the command's closing parenthesis. */
const START_TICKS_AFTER_COMMAND = 19;

/** What /proc/PID/stat says that matters here. */
interface ProcessStat {
  readonly pid: number;
  /** One letter; Z is a process that has ended and whose parent has not asked for its result yet. */
  readonly state: string;
  readonly startTicks: string;
}

/** Reads a line of /proc/PID/stat; undefined if it is none. A command may itself hold spaces and parentheses. */
export function parseProcessStat(line: string): ProcessStat | undefined {
  const commandEnd = line.lastIndexOf(")");
  const pid = Number.parseInt(line, 10);
  const fields = line.slice(commandEnd + 2).split(" ");
  const [state, startTicks] = [fields[0], fields[START_TICKS_AFTER_COMMAND]];
  if (commandEnd < 0 || !Number.isSafeInteger(pid) || !state || !startTicks) return undefined;
  return { pid, state, startTicks };
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
    stat.state !== "Z" &&
    stat.startTicks === identity.startTicks &&
    currentBootId() === identity.bootId
  );
}
