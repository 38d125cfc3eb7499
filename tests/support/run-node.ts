import { spawn } from "node:child_process";

import { ENDING_SIGNALS, Interrupted } from "../../toolchain/user-error";

/** How long a script may take to end when it is interrupted; what it leaves is swept up after it. */
const GRACE_MS = 15_000;

/** How a script ended and everything that it printed. */
export interface Finished {
  readonly code: number;
  readonly output: string;
}

/**
 * Runs a Node.js script of this checkout. A signal to this process is passed on to it, and its end awaited; a script that
 * does not end is killed.
 * @param args the script and its arguments
 * @param onLine takes each line as it is printed, and says whether it belongs to the output
 * @param starter a program, and arguments, that becomes the command appended to it
 * @throws Interrupted once it has ended, where a signal came
 */
export async function runNode(
  args: readonly string[],
  onLine: (line: string) => boolean = () => true,
  starter: readonly string[] = [],
): Promise<Finished> {
  let signal: NodeJS.Signals | undefined;
  let killer: NodeJS.Timeout | undefined;
  const onSignal = (name: NodeJS.Signals) => {
    signal ??= name;
    child.kill(name);
    killer ??= setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
  };
  // Before there is a child: a signal that comes while it starts must not end this process alone.
  for (const name of ENDING_SIGNALS) process.on(name, onSignal);
  const [program = process.execPath, ...rest] = [...starter, process.execPath, ...args];
  const child = spawn(program, rest, { stdio: ["ignore", "pipe", "pipe"] });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    let begun = "";
    stream.setEncoding("utf8").on("data", (text: string) => {
      const parts = (begun + text).split("\n");
      begun = parts.pop() ?? "";
      lines.push(...parts.filter(onLine));
    });
    stream.on("end", () => begun !== "" && lines.push(begun));
  }
  try {
    const code = await new Promise<number>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (exit) => resolve(exit ?? 1));
    });
    if (signal) throw new Interrupted(signal);
    return { code, output: lines.join("\n") };
  } finally {
    clearTimeout(killer);
    for (const name of ENDING_SIGNALS) process.off(name, onSignal);
  }
}
