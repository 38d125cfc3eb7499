import type { ChildProcess } from "node:child_process";
import { ENDING_SIGNALS } from "./user-error";

/** One Ctrl-C arrives more than once: from the terminal and from npm. A second that is meant comes later. */
const SAME_SIGNAL_MS = 1000;

/** How work on a child process ended. */
export interface Ended<T> {
  readonly result: T;
  /** The first signal that came meanwhile, if any. */
  readonly signal: NodeJS.Signals | undefined;
}

/**
 * Works with a child process that ends in order on SIGINT, as pulumi does: it finishes what it is doing, records it and gives its lock
 * back. A signal to this process is passed on as one SIGINT; a second one, which ends pulumi at once, only if it comes later.
 *
 * @param start starts the child in a process group of its own: a terminal's Ctrl-C would reach it as well, and two are one too many
 * @param work waits for its end
 */
export async function endingInOrder<T>(
  start: () => ChildProcess,
  work: (child: ChildProcess) => Promise<T>,
): Promise<Ended<T>> {
  let child: ChildProcess | undefined;
  let signal: NodeJS.Signals | undefined;
  let passedOnMs = -Infinity;
  const onSignal = (name: NodeJS.Signals) => {
    signal ??= name;
    if (Date.now() - passedOnMs < SAME_SIGNAL_MS) return;
    passedOnMs = Date.now();
    child?.kill("SIGINT");
  };
  // Before there is a child: a signal that comes while it starts must not end this process alone.
  for (const name of ENDING_SIGNALS) process.on(name, onSignal);
  try {
    child = start();
    return { result: await work(child), signal };
  } finally {
    for (const name of ENDING_SIGNALS) process.off(name, onSignal);
  }
}
