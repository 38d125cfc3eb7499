import { ENDING_SIGNALS, Interrupted } from "./user-error";

/**
 * Runs work that must not be left half-done: on SIGINT, SIGTERM or SIGHUP its signal is aborted, it cleans up, and
 * only then the process exits as a shell expects (128 + the signal's number, 130 for SIGINT).
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const onSignal = (name: NodeJS.Signals) => controller.abort(new Interrupted(name));
  for (const name of ENDING_SIGNALS) process.on(name, onSignal);
  try {
    return await work(controller.signal);
  } finally {
    for (const name of ENDING_SIGNALS) process.off(name, onSignal);
    const reason: unknown = controller.signal.reason;
    if (reason instanceof Interrupted) {
      process.stderr.write(`${reason.message}; nothing half-installed is left\n`);
      process.exit(reason.exitCode);
    }
  }
}
