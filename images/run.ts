import { runCommand, type CommandOptions } from "../toolchain/run-command";
import { UserError } from "../toolchain/user-error";

/** How much of a failed command's output its error shows: its last lines. */
const SHOWN_LINES = 20;
/** How much of the command itself: scripts are given as words. */
const SHOWN_CHARACTERS = 160;

/**
 * Runs a command that must succeed, without a shell.
 * @returns the end of its output, trimmed
 * @throws UserError with the command, how it ended and its last lines where it fails; the reason of `signal`
 */
export async function run(command: string, args: readonly string[], options: CommandOptions = {}): Promise<string> {
  const { code, output } = await runCommand(command, args, options);
  if (code !== 0) {
    const lines = output.trim().split("\n").slice(-SHOWN_LINES).join("\n");
    const words = [command, ...args].join(" ").replace(/\s+/g, " ");
    const shown = words.length > SHOWN_CHARACTERS ? `${words.slice(0, SHOWN_CHARACTERS)} …` : words;
    throw new UserError(`ended with ${code ?? "a signal"}: ${shown}\n${lines}`);
  }
  return output.trim();
}

/**
 * Runs a command as root in mount and process namespaces of its own: what it mounts no other process sees, and whatever it
 * starts ends with it. Otherwise as {@link run}.
 */
export function runApart(command: string, args: readonly string[], options: CommandOptions = {}): Promise<string> {
  const namespaces = ["--mount", "--propagation=private", "--pid", "--fork", "--kill-child=SIGKILL", "--mount-proc"];
  return run("unshare", [...namespaces, command, ...args], options);
}
