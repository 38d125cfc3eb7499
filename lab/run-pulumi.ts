import { type ChildProcess, spawn } from "node:child_process";

import { endingInOrder } from "../toolchain/orderly-end";
import { Interrupted } from "../toolchain/user-error";

/** How a pulumi command ended. */
export interface PulumiResult {
  readonly exitCode: number;
  /** What it printed; empty where the output went to the terminal. */
  readonly output: string;
}

/** Pulumi's exit code for a run that was cancelled: at a terminal it reads Ctrl-C itself. */
const CANCELLED = 8;
/**
 * Runs pulumi, which a signal to this process ends in order.
 * @throws Interrupted once pulumi has ended, where a signal came
 */
export async function runPulumi(
  pulumi: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  output: "terminal" | "captured",
): Promise<PulumiResult> {
  const captured = output === "captured";
  const start = () =>
    spawn(pulumi, captured ? [...args, "--non-interactive", "--color=never"] : args, {
      env,
      detached: true,
      stdio: captured ? ["ignore", "pipe", "pipe"] : "inherit",
    });
  const { result, signal: passedOn } = await endingInOrder(start, ended);
  const signal = passedOn ?? (!captured && result.exitCode === CANCELLED ? "SIGINT" : undefined);
  if (signal) throw new Interrupted(signal, `pulumi ${args[0]} was interrupted by ${signal}; run it again to carry on`);
  return result;
}

function ended(child: ChildProcess): Promise<PulumiResult> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    child.stdout?.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr?.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.on("error", reject);
    child.on("close", (code) => resolve({ exitCode: code ?? 1, output: Buffer.concat(chunks).toString() }));
  });
}
