import { spawn } from "node:child_process";
import { closeSync, openSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";

import { UserError } from "../toolchain/user-error";
import { isMissing, readIfPresent } from "./files";
import { isAlive, parseProcessStat, type ProcessIdentity } from "./process-identity";
import { waitUntil } from "./wait";

/**
 * The process writes its own record, then becomes the program, keeping pid and start time: there is no moment at which
 * it runs unrecorded, wherever its starter is interrupted.
 */
const RECORD_THEN_RUN =
  'cat "/proc/$$/stat" /proc/sys/kernel/random/boot_id > "$0.new" && mv "$0.new" "$0" && exec "$@"';
const RECORD_DEADLINE_SECONDS = 60;
/** After SIGKILL only a process stuck in the kernel is left. */
export const KILL_DEADLINE_SECONDS = 60;
const LOG_TAIL_LINES = 12;

/** Where a process keeps its record and its output. */
export interface ProcessFiles {
  readonly name: string;
  readonly recordFile: string;
  readonly logFile: string;
}

/** The files of the process called `name`. */
export function processFiles(folders: { runFolder: string; logsFolder: string }, name: string): ProcessFiles {
  return {
    name,
    recordFile: join(folders.runFolder, `${name}.pid`),
    logFile: join(folders.logsFolder, `${name}.log`),
  };
}

/**
 * Starts a program that outlives this one, with its output in its log file (the last run's log is kept beside it) and
 * an environment of its own: neither a proxy nor a kubeconfig of the user's reaches it.
 * @throws UserError with the log's end if it can't be started.
 */
export async function launch(files: ProcessFiles, command: readonly string[], home: string): Promise<ProcessIdentity> {
  keepPreviousLog(files.logFile);
  rmSync(files.recordFile, { force: true });
  const log = openSync(files.logFile, "a", 0o600);
  const child = spawn("/bin/sh", ["-c", RECORD_THEN_RUN, files.recordFile, ...command], {
    detached: true,
    cwd: home,
    env: { HOME: home, PATH: "/usr/bin:/bin" },
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  child.unref();
  const failed = new Promise<never>((_resolve, reject) => child.once("error", reject));
  await Promise.race([
    failed,
    waitUntil(`${files.name} to record itself`, RECORD_DEADLINE_SECONDS, () =>
      readRecord(files.recordFile) ? true : "no record yet",
    ),
  ]);
  const identity = readRecord(files.recordFile);
  if (!identity) throw new UserError(diedMessage(files));
  return identity;
}

/** Which process a record names, or undefined if there is no (whole) record. It may have ended since. */
export function readRecord(recordFile: string): ProcessIdentity | undefined {
  const [statLine, bootId] = (readIfPresent(recordFile) ?? "").trim().split("\n");
  const stat = parseProcessStat(statLine ?? "");
  return stat && bootId ? { pid: stat.pid, startTicks: stat.startTicks, bootId } : undefined;
}

/** The process of that record if it still runs. */
export function runningProcess(files: ProcessFiles): ProcessIdentity | undefined {
  const identity = readRecord(files.recordFile);
  return identity && isAlive(identity) ? identity : undefined;
}

/**
 * Ends the recorded process, politely at first, and drops its record. A record whose process has ended, also one whose
 * pid now belongs to somebody else, is dropped without touching anyone. Returns whether a process was ended.
 * @param graceSeconds is how long it may take to end by itself.
 * @throws UserError if it survives even SIGKILL.
 */
export async function stopProcess(files: ProcessFiles, graceSeconds: number): Promise<boolean> {
  const identity = runningProcess(files);
  if (identity) {
    const gone = () => (isAlive(identity) ? `pid ${identity.pid} still runs` : true);
    signal(identity, "SIGTERM");
    try {
      await waitUntil(`${files.name} to end`, graceSeconds, gone);
    } catch {
      signal(identity, "SIGKILL");
      await waitUntil(`${files.name} to be killed`, KILL_DEADLINE_SECONDS, gone);
    }
  }
  rmSync(files.recordFile, { force: true });
  return identity !== undefined;
}

/** The message for a process that ended while it should run: the end of its log, and where the rest is. */
export function diedMessage(files: ProcessFiles): string {
  return `${files.name} ended unexpectedly. Its last lines:\n${logTail(files.logFile)}\nThe whole log: ${files.logFile}`;
}

/** The last lines of a log, indented; says so if there are none. */
function logTail(logFile: string): string {
  const lines = (readIfPresent(logFile) ?? "").trimEnd().split("\n").slice(-LOG_TAIL_LINES);
  return lines.map((line) => `  ${line || "(nothing)"}`).join("\n");
}

function signal(identity: ProcessIdentity, name: NodeJS.Signals): void {
  try {
    process.kill(identity.pid, name);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

function keepPreviousLog(logFile: string): void {
  try {
    renameSync(logFile, `${logFile}.previous`);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}
