import { readdirSync, readFileSync, readlinkSync } from "node:fs";

import { isMissing } from "../../lab/files";

/** A process of a container. */
export interface ContainedProcess {
  /** As seen from outside of the container. */
  readonly pid: number;
  /** Its command line with spaces between the arguments. */
  readonly commandLine: string;
}

/** All processes in a pid namespace. Zombies are none. */
export function processesIn(namespace: string): ContainedProcess[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && pidNamespace(Number(name)) === namespace)
    .map((name) => ({ pid: Number(name), commandLine: commandLineOf(Number(name)) }))
    .filter(({ commandLine }) => commandLine !== "");
}

/** Sends a signal. Returns whether there was such a process. */
export function sendSignal(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/** The pid namespace of a process; undefined where it has ended. */
export function pidNamespace(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/ns/pid`);
  } catch {
    return undefined;
  }
}

function commandLineOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
  } catch {
    return "";
  }
}
