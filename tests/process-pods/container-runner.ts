import { setTimeout as sleep } from "node:timers/promises";

import { ContainerProcess, type ContainerStart, type Executed } from "./container-process";
import { runProbes } from "./container-probes";
import type { Container, Lifecycle, Probe } from "./kubernetes-types";
import { sendSignal } from "./namespace-processes";

const LONGEST_BACK_OFF_MS = 5_000;
const FIRST_BACK_OFF_MS = 250;
/** A container that ran for that long is started again at once when it ends. */
const HEALTHY_RUN_MS = 10_000;

/** When a container that ended is started again. */
export type RestartPolicy = "Always" | "OnFailure" | "Never";

/** How a container is, in the words of the API. */
export type ContainerState =
  | { readonly waiting: { readonly reason: string; readonly message?: string } }
  | { readonly running: { readonly startedAt: string } }
  | {
      readonly terminated: {
        readonly exitCode: number;
        readonly reason: string;
        readonly startedAt: string;
        readonly finishedAt: string;
      };
    };

/** What a container is run with. */
export interface ContainerContext {
  readonly container: Container;
  readonly restartPolicy: RestartPolicy;
  /** The pod's address, for probes. */
  address(): string;
  /** The pod's grace period. */
  readonly graceSeconds: number;
  /** Makes ready what a run needs; anew for each. */
  prepare(): Promise<ContainerStart>;
  onChange(): void;
}

/** One container of a pod, over all its runs. */
export class ContainerRunner {
  state: ContainerState = { waiting: { reason: "ContainerCreating" } };
  lastState: ContainerState | undefined;
  restartCount = 0;
  isReady = false;
  isStarted = false;
  private process: ContainerProcess | undefined;
  private readonly ending = new AbortController();
  private isKeptDown = false;
  private wake: (() => void) | undefined;

  constructor(private readonly context: ContainerContext) {}

  get container(): Container {
    return this.context.container;
  }

  /** The exit code of the last run; undefined while it runs or will run again. */
  get exitCode(): number | undefined {
    return "terminated" in this.state ? this.state.terminated.exitCode : undefined;
  }

  /** Runs the container, again and again as its policy says, until it has ended for good. */
  async run(): Promise<void> {
    let backOffMs = 0;
    while (!this.ending.signal.aborted) {
      const startedMs = Date.now();
      const exitCode = await this.runOnce();
      const { restartPolicy } = this.context;
      const isDone = restartPolicy === "Never" || (restartPolicy === "OnFailure" && exitCode === 0);
      if (exitCode !== undefined && (isDone || this.ending.signal.aborted)) return;
      const ranWell = Date.now() - startedMs > HEALTHY_RUN_MS;
      backOffMs = ranWell ? 0 : Math.min(LONGEST_BACK_OFF_MS, Math.max(FIRST_BACK_OFF_MS, backOffMs * 2));
      if (exitCode !== undefined) {
        this.lastState = this.state;
        this.change({ waiting: { reason: "CrashLoopBackOff" } });
      }
      await this.pause(backOffMs);
      if (exitCode !== undefined && !this.ending.signal.aborted) this.restartCount++;
    }
  }

  /**
   * Ends the container for good: its preStop hook, SIGTERM, and once the grace period that both share is over, SIGKILL.
   */
  async stop(graceSeconds: number): Promise<void> {
    this.ending.abort();
    this.wake?.();
    await this.end(graceSeconds);
  }

  /** Ends all processes at once, as a loss of power does. With `keepDown` it stays down until {@link bringUp}. */
  killHard(keepDown: boolean): void {
    this.isKeptDown = keepDown;
    this.process?.signal("SIGKILL");
  }

  /** Lets a container that was kept down start again. */
  bringUp(): void {
    this.isKeptDown = false;
    this.wake?.();
  }

  /** Sends a signal to all processes whose command line matches. Returns their pids. */
  signal(match: RegExp, name: NodeJS.Signals): number[] {
    const matching = this.running()
      .processes()
      .filter(({ commandLine }) => match.test(commandLine));
    return matching.filter(({ pid }) => sendSignal(pid, name)).map(({ pid }) => pid);
  }

  /** The process of the current run. @throws Error where it does not run */
  running(): ContainerProcess {
    if (!this.process) throw new Error(`container ${this.container.name} does not run: ${JSON.stringify(this.state)}`);
    return this.process;
  }

  /** Runs a command in it. */
  exec(command: readonly string[], timeoutSeconds: number): Promise<Executed> {
    return this.running().exec(command, timeoutSeconds);
  }

  /** Gives the exit code of one run; undefined where it could not be started. */
  private async runOnce(): Promise<number | undefined> {
    const startedAt = new Date().toISOString();
    try {
      const start = await this.context.prepare();
      if (this.ending.signal.aborted) return undefined;
      this.process = await ContainerProcess.start(start);
    } catch (error) {
      this.change({ waiting: { reason: "CreateContainerError", message: String(error) } });
      return undefined;
    }
    const process = this.process;
    this.change({ running: { startedAt } });
    const probing = new AbortController();
    const probes = this.probe(process, probing.signal);
    // Stopped while it was being started: who stopped it saw no process.
    if (this.ending.signal.aborted) void this.end(this.context.graceSeconds);
    const exitCode = await process.exited;
    probing.abort();
    this.process = undefined;
    this.isReady = false;
    this.isStarted = false;
    const reason = exitCode === 0 ? "Completed" : "Error";
    this.change({ terminated: { exitCode, reason, startedAt, finishedAt: new Date().toISOString() } });
    await probes;
    return exitCode;
  }

  private async probe(process: ContainerProcess, signal: AbortSignal): Promise<void> {
    const { container, graceSeconds } = this.context;
    const exec = (command: readonly string[], timeoutSeconds: number) => process.exec(command, timeoutSeconds);
    const listener = {
      onStarted: () => this.changeTo({ isStarted: true }),
      onReadiness: (isReady: boolean) => this.changeTo({ isReady }),
      onUnhealthy: (probe: Probe) => void this.end(probe.terminationGracePeriodSeconds ?? graceSeconds),
    };
    await runProbes(container, { address: this.context.address(), ports: container.ports, exec }, listener, signal);
  }

  private async end(graceSeconds: number): Promise<void> {
    const process = this.process;
    if (!process) return;
    const killer = setTimeout(() => process.signal("SIGKILL"), graceSeconds * 1000);
    await runHook(process, this.container.lifecycle?.preStop, graceSeconds);
    process.signal("SIGTERM");
    await process.exited;
    clearTimeout(killer);
  }

  private changeTo(change: { readonly isReady?: boolean; readonly isStarted?: boolean }): void {
    const before = [this.isReady, this.isStarted];
    Object.assign(this, change);
    if (before[0] !== this.isReady || before[1] !== this.isStarted) this.context.onChange();
  }

  private change(state: ContainerState): void {
    this.state = state;
    this.context.onChange();
  }

  /** Waits for the back-off, and for as long as the container is kept down. */
  private async pause(milliseconds: number): Promise<void> {
    await sleepUnless(milliseconds, new Promise<void>((resolve) => (this.wake = resolve)));
    while (this.isKeptDown && !this.ending.signal.aborted) await new Promise<void>((resolve) => (this.wake = resolve));
    this.wake = undefined;
  }
}

async function runHook(process: ContainerProcess, hook: Lifecycle["preStop"], graceSeconds: number): Promise<void> {
  if (hook?.exec?.command) await process.exec(hook.exec.command, graceSeconds);
  if (hook?.sleep) await sleepUnless(hook.sleep.seconds * 1000, process.exited);
}

/** Waits so long, or until something else has happened: then no timer is left, which would keep a test's process from its end. */
async function sleepUnless(milliseconds: number, happened: Promise<unknown>): Promise<void> {
  const timer = new AbortController();
  await Promise.race([sleep(milliseconds, undefined, { signal: timer.signal }).catch(() => undefined), happened]);
  timer.abort();
}
