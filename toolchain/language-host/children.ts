import { spawn, type ChildProcessByStdio } from "node:child_process";
import type { Readable } from "node:stream";
import type { CommandLine } from "./command-line";

/** A Node.js process of ours, with its output to read. */
export type Child = ChildProcessByStdio<null, Readable, Readable>;

/** How long a child may take to end by itself once told to. */
const GRACE_MS = 1_000;

/** Every process this host has started and that still runs, so that none outlives it. */
export class Children {
  readonly #running = new Set<Child>();

  /** Starts Node.js (the one this host runs on) with `commandLine` added to this process's environment. */
  start(commandLine: CommandLine, directory: string): Child {
    const child = spawn(process.execPath, commandLine.arguments, {
      cwd: directory,
      env: { ...process.env, ...commandLine.environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#running.add(child);
    child.once("close", () => this.#running.delete(child));
    child.once("error", () => this.#running.delete(child));
    return child;
  }

  /** Ends every running child: asked first, then killed. Resolves when none is left. */
  async end(): Promise<void> {
    await Promise.all([...this.#running].map(end));
  }
}

/** Ends one child: asked first, killed when it hasn't gone after a moment. */
export async function end(child: Child): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGTERM");
  const insist = setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
  await gone;
  clearTimeout(insist);
}

/** Why a child ended; resolves once its output has been read to the end. */
export function ending(
  child: Child,
): Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ code, signal }));
  });
}
