import { spawn } from "node:child_process";

/** How long a child that was asked to end may take before it is killed. */
const GRACE_MS = 3000;
/** How much of a child's output is kept: its end. */
const KEPT_CHARACTERS = 64 * 1024;

/** How to run a command. */
export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Ends the command and everything it started; the call then throws the signal's reason. */
  readonly signal?: AbortSignal;
  /** Ends it after this long; the call then returns with a code of null. */
  readonly timeoutMs?: number;
  /** Every line of its output as it comes. */
  readonly onLine?: (line: string) => void;
}

/** How a command ended. `code` is null where a signal ended it; `output` is the end of both its streams. */
export interface CommandResult {
  readonly code: number | null;
  readonly output: string;
}

/**
 * Runs a command without a shell in a process group of its own, so that its children can be ended with it.
 * @throws the `ENOENT` error of spawn where there is no such command, and the reason of `signal`.
 */
export async function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const { cwd, env, signal, timeoutMs, onLine } = options;
  signal?.throwIfAborted();
  const child = spawn(command, args, { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  const endGroup = (name: NodeJS.Signals) => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, name);
    } catch {
      // Already gone.
    }
  };
  let killer: NodeJS.Timeout | undefined;
  const end = () => {
    endGroup("SIGINT");
    killer ??= setTimeout(() => endGroup("SIGKILL"), GRACE_MS);
  };
  const timeout = timeoutMs === undefined ? undefined : setTimeout(end, timeoutMs);
  signal?.addEventListener("abort", end, { once: true });
  let output = "";
  const collect = (chunk: Buffer) => {
    const text = chunk.toString();
    output = (output + text).slice(-KEPT_CHARACTERS);
    if (onLine) for (const line of text.split("\n")) if (line.trim()) onLine(line.trim());
  };
  child.stdout.on("data", collect);
  child.stderr.on("data", collect);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    signal?.throwIfAborted();
    return { code, output };
  } finally {
    clearTimeout(timeout);
    clearTimeout(killer);
    signal?.removeEventListener("abort", end);
  }
}
