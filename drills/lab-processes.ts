import { readdirSync, readFileSync, readlinkSync } from "node:fs";

import { descendantsOf } from "../lab/nodes/children";
import { runningFrame } from "../lab/nodes/frame";
import { nodeProcess } from "../lab/nodes/node";
import type { RealLayout } from "../lab/nodes/real-layout";
import { readRecord } from "../lab/process";
import { identityOf } from "../lab/process-identity";

/** The same on every machine that Linux runs on here (sysconf(3): _SC_CLK_TCK). */
const TICKS_A_SECOND = 100;
const NAMESPACES = ["cgroup", "ipc", "mnt", "net", "pid", "uts"] as const;

/** All processes of a lab that runs, as this process sees them: the one that holds its frame first. */
export function labProcesses(layout: RealLayout): number[] {
  const holder = runningFrame(layout);
  return holder ? [holder.pid, ...descendantsOf(holder.pid)] : [];
}

/** The process that holds a node, as this process sees it: its record says how the frame sees it. @throws Error where it has none */
export function nodeHolder(layout: RealLayout, name: string): number {
  const within = readRecord(nodeProcess(layout, name).recordFile)?.pid;
  const holder = labProcesses(layout).find((pid) => within !== undefined && pidsOf(pid)[1] === within);
  if (holder === undefined) throw new Error(`node ${name} has no process that holds it`);
  return holder;
}

/** The namespaces that processes are in and this one isn't, such as `net:[4026532000]`. */
function foreignNamespaces(pids: readonly number[]): Set<string> {
  const own = new Set(namespacesOf(process.pid));
  return new Set(pids.flatMap(namespacesOf).filter((namespace) => !own.has(namespace)));
}

/** Namespaces that there were at a time: the kernel gives a number anew once its namespace is gone. */
export interface NamespacesAt {
  readonly ids: ReadonlySet<string>;
  /** Clock ticks since boot, as processes' start times are told in: see proc_pid_stat(5). */
  readonly ticks: number;
}

/** The namespaces of a lab that runs, as they are now. */
export function labNamespaces(layout: RealLayout): NamespacesAt {
  const seconds = Number.parseFloat(read("/proc/uptime"));
  return { ids: foreignNamespaces(labProcesses(layout)), ticks: Math.ceil(seconds * TICKS_A_SECOND) };
}

/**
 * The processes of this machine that were in one of these namespaces when there were these, and still run, or whose command
 * line names `folder`; not this one.
 */
export function processesOf(at: NamespacesAt, folder: string): string[] {
  const older = new Set(processesSince(at));
  const isIn = (pid: number) => older.has(pid) && namespacesOf(pid).some((id) => at.ids.has(id));
  return allProcesses()
    .filter((pid) => pid !== process.pid)
    .filter((pid) => commandLine(pid).includes(folder) || isIn(pid))
    .map((pid) => `process ${pid}: ${commandLine(pid) || "(no command line)"}`);
}

/** The processes of this machine that ran at that time already: what younger ones hold may be others' by the same number. */
export function processesSince({ ticks }: NamespacesAt): number[] {
  return allProcesses().filter((pid) => Number(identityOf(pid)?.startTicks) <= ticks);
}

function allProcesses(): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** A process's number in each namespace for processes that it is in, the outermost first: see proc_pid_status(5). */
function pidsOf(pid: number): number[] {
  const [, numbers = ""] = /^NSpid:\t(.*)$/m.exec(read(`/proc/${pid}/status`)) ?? [];
  return numbers.split("\t").map(Number);
}

/** Whether two processes are in the same network. */
export function shareNetwork(one: number, other: number): boolean {
  const [first, second] = [one, other].map((pid) => namespacesOf(pid).find((id) => id.startsWith("net:")));
  return first !== undefined && first === second;
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

/** What a process was started with, its words apart by spaces; empty where it has ended. */
export function commandLine(pid: string | number): string {
  return read(`/proc/${pid}/cmdline`).replaceAll("\0", " ").trim();
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
