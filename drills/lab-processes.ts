import { readdirSync, readFileSync, readlinkSync } from "node:fs";

import { childrenOf } from "../lab/nodes/children";
import { runningFrame } from "../lab/nodes/frame";
import type { RealLayout } from "../lab/nodes/real-layout";

const NAMESPACES = ["cgroup", "ipc", "mnt", "net", "pid", "uts"] as const;

/** All processes of a lab that runs, as this process sees them: the one that holds its frame first. */
export function labProcesses(layout: RealLayout): number[] {
  const holder = runningFrame(layout);
  return holder ? withDescendants(holder.pid) : [];
}

/** The namespaces that processes are in and this one isn't, such as `net:[4026532000]`. */
export function foreignNamespaces(pids: readonly number[]): Set<string> {
  const own = new Set(namespacesOf(process.pid));
  return new Set(pids.flatMap(namespacesOf).filter((namespace) => !own.has(namespace)));
}

/** The processes of this machine that are in one of these namespaces, or whose command line names `folder`; not this one. */
export function processesOf(namespaces: ReadonlySet<string>, folder: string): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => commandLine(pid).includes(folder) || namespacesOf(Number(pid)).some((id) => namespaces.has(id)))
    .map((pid) => `process ${pid}: ${commandLine(pid) || "(no command line)"}`);
}

/** What a process's program is called: see proc_pid_comm(5). Empty where it has ended. */
export function programOf(pid: number): string {
  return read(`/proc/${pid}/comm`).trim();
}

/** A process's number in each namespace for processes that it is in, the outermost first: see proc_pid_status(5). */
export function pidsOf(pid: number): number[] {
  const [, numbers = ""] = /^NSpid:\t(.*)$/m.exec(read(`/proc/${pid}/status`)) ?? [];
  return numbers.split("\t").map(Number);
}

/** Whether two processes are in the same network. */
export function shareNetwork(one: number, other: number): boolean {
  const [first, second] = [one, other].map((pid) => namespacesOf(pid).find((id) => id.startsWith("net:")));
  return first !== undefined && first === second;
}

function withDescendants(pid: number): number[] {
  return [pid, ...childrenOf(pid).flatMap(withDescendants)];
}

function namespacesOf(pid: number): string[] {
  return NAMESPACES.flatMap((name) => {
    try {
      return [readlinkSync(`/proc/${pid}/ns/${name}`)];
    } catch {
      return [];
    }
  });
}

function commandLine(pid: string): string {
  return read(`/proc/${pid}/cmdline`).replaceAll("\0", " ").trim();
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
