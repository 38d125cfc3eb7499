import { spawn } from "node:child_process";

import { ENDING_SIGNALS, Interrupted } from "../toolchain/user-error";

/** How a pulumi command ended. */
export interface PulumiResult {
  readonly exitCode: number;
  /** What it printed; empty where the output went to the terminal. */
  readonly output: string;
}

/** Pulumi's exit code for a run that was cancelled: at a terminal it reads Ctrl-C itself. */
const CANCELLED = 8;
/** One Ctrl-C arrives more than once: from the terminal and from npm. A second that is meant comes later. */
const SAME_SIGNAL_MS = 1000;

/**
 * Runs pulumi. A signal to this process is passed on as one SIGINT, on which pulumi finishes what it is doing, records
 * it and gives its lock back; a second one ends it at once. In a process group of its own, because a terminal's Ctrl-C
 * would reach it as well, and two are one too many.
 *
 * @throws Interrupted once pulumi has ended, where a signal came
 */
export async function runPulumi(
  pulumi: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  output: "terminal" | "captured",
): Promise<PulumiResult> {
  const captured = output === "captured";
  let signal: NodeJS.Signals | undefined;
  let passedOnMs = -Infinity;
  const onSignal = (name: NodeJS.Signals) => {
    signal ??= name;
    if (Date.now() - passedOnMs < SAME_SIGNAL_MS) return;
    passedOnMs = Date.now();
    child.kill("SIGINT");
  };
  // Before there is a child: a signal that comes while it starts must not end this process alone.
  for (const name of ENDING_SIGNALS) process.on(name, onSignal);
  const child = spawn(pulumi, captured ? [...args, "--non-interactive", "--color=never"] : args, {
    env,
    detached: true,
    stdio: captured ? ["ignore", "pipe", "pipe"] : "inherit",
  });
  try {
    const result = await ended(child);
    if (!captured && result.exitCode === CANCELLED) signal ??= "SIGINT";
    if (signal)
      throw new Interrupted(signal, `pulumi ${args[0]} was interrupted by ${signal}; run it again to carry on`);
    return result;
  } finally {
    for (const name of ENDING_SIGNALS) process.off(name, onSignal);
  }
}

function ended(child: ReturnType<typeof spawn>): Promise<PulumiResult> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    child.stdout?.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr?.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.on("error", reject);
    child.on("close", (code) => resolve({ exitCode: code ?? 1, output: Buffer.concat(chunks).toString() }));
  });
}
