import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, readlinkSync } from "node:fs";
import { constants } from "node:os";

import { waitUntil } from "../../lab/wait";
import { asIdentity, type ContainerRoot, type Identity, setupScript } from "./container-setup";
import { type ContainedProcess, pidNamespace, processesIn, sendSignal } from "./namespace-processes";

const SETUP_SECONDS = 60;
/** As a shell says it: ended by a signal. */
const BY_SIGNAL = 128;

/**
 * Runs a script as the first process of the pid namespace, which is ended when the shell is, and gives its exit code; what
 * the shell itself says about a killed child is not the container's output. `unshare --fork` gives 1 for a killed one.
 */
const FIRST_PROCESS = `(exec /usr/bin/setpriv --pdeathsig=KILL /bin/sh -c "$0" container-setup "$@" 2>&3 3>&-); exit $?`;

/** What a container's process is started from. */
export interface ContainerStart {
  readonly root: ContainerRoot;
  readonly identity: Identity;
  readonly environment: Readonly<Record<string, string>>;
  /** The program and its arguments, looked up in the container's PATH. */
  readonly command: readonly string[];
  readonly workingFolder: string;
  /** Output is appended to it. */
  readonly logFile: string;
}

/** How a command that was run in a container ended. */
export interface Executed {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * One run of a container: a process that is pid 1 of namespaces of its own, and all that it starts. When this program ends,
 * however it does, the kernel ends them too.
 */
export class ContainerProcess {
  /** Tells pid 1 from a later process that is given its pid. */
  private readonly namespace: string | undefined;

  private constructor(
    /** The container's pid 1, as seen from outside; undefined where it ended at once. */
    private readonly pid: number | undefined,
    /** Settles with the exit code once all its processes are gone. */
    readonly exited: Promise<number>,
    private readonly start: ContainerStart,
  ) {
    this.namespace = pid === undefined ? undefined : pidNamespace(pid);
  }

  /** @throws Error with the log's place where the container's file system can't be made */
  static async start(start: ContainerStart): Promise<ContainerProcess> {
    // It can be opened anew by way of /dev/stdout by whoever the container runs as.
    const log = openSync(start.logFile, "a", 0o666);
    const child = spawn(
      "/usr/bin/setpriv",
      [
        ...["--pdeathsig=KILL", "/usr/bin/unshare", "--mount", "--pid", "--uts", "--propagation", "private", "--"],
        ...["/bin/sh", "-c", FIRST_PROCESS, setupScript(start.root, start.identity)],
        ...["/usr/bin/env", `--chdir=${start.workingFolder}`, "--", ...start.command],
      ],
      { env: start.environment, cwd: "/", detached: true, stdio: ["ignore", log, "ignore", log] },
    );
    closeSync(log);
    const exited = exitOf(child);
    const pid = await firstProcess(child, start.logFile);
    return new ContainerProcess(pid, exited, start);
  }

  /** Sends a signal to pid 1. */
  signal(name: NodeJS.Signals): void {
    if (this.pid === undefined || this.namespace === undefined) return;
    if (pidNamespace(this.pid) === this.namespace) sendSignal(this.pid, name);
  }

  /** All its processes, pid 1 included. */
  processes(): ContainedProcess[] {
    return this.namespace === undefined ? [] : processesIn(this.namespace);
  }

  /** Stops all its processes as they are. */
  freeze(): void {
    const stopped = new Set<number>();
    // A process that was not stopped yet may have started another.
    for (let before = -1; before !== stopped.size;) {
      before = stopped.size;
      for (const { pid } of this.processes()) if (sendSignal(pid, "SIGSTOP")) stopped.add(pid);
    }
  }

  /** Lets them go on. */
  thaw(): void {
    for (const { pid } of this.processes()) sendSignal(pid, "SIGCONT");
  }

  /** Runs a command in the container, with its user and environment, and kills it when it takes longer than it may. */
  exec(command: readonly string[], timeoutSeconds: number): Promise<Executed> {
    const { identity, environment } = this.start;
    const child = spawn(
      "/usr/bin/nsenter",
      [
        ...[`--target=${this.pid}`, "--mount", "--uts", "--pid", "--root", "--wdns=/", "--"],
        ...asIdentity(identity),
        ...command,
      ],
      { env: environment, detached: true, stdio: ["ignore", "pipe", "pipe"] },
    );
    const output = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (output.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
    const killer = setTimeout(() => child.pid && sendSignal(-child.pid, "SIGKILL"), timeoutSeconds * 1000);
    return exitOf(child, "close")
      .then((exitCode) => ({ exitCode, ...output }))
      .finally(() => clearTimeout(killer));
  }
}

function exitOf(child: ChildProcess, event: "exit" | "close" = "exit"): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once(event, (code: number | null, signal: NodeJS.Signals | null) =>
      resolve(code ?? BY_SIGNAL + (signal ? constants.signals[signal] : 0)),
    );
  });
}

/** Waits until the container's root is its own: before, what enters it would still see this machine's. */
async function firstProcess(child: ChildProcess, logFile: string): Promise<number | undefined> {
  let first: number | undefined;
  await waitUntil(`a container to be set up (log: ${logFile})`, SETUP_SECONDS, () => {
    if (child.pid === undefined) throw new Error("a container can't be started: setpriv and unshare are needed");
    if (child.exitCode !== null || child.signalCode !== null) return true;
    first ??= firstChild(child.pid);
    return first !== undefined && rootOf(first) !== "/" ? true : "its root is this machine's";
  });
  // A command that ends at once has ended: its exit code says the rest.
  return first;
}

function firstChild(pid: number): number | undefined {
  try {
    const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ");
    return child ? Number(child) : undefined;
  } catch {
    return undefined;
  }
}

function rootOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/root`);
  } catch {
    return "/";
  }
}
