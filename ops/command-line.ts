import { Interrupted, UserError } from "../toolchain/user-error";

/** Exit code of every command of `ops/` that could not do its work, as opposed to one that found something. */
const COULD_NOT = 2;

/**
 * Runs a command: `--help` prints the help, mistakes of the caller are printed as one message and exit 2; a run that a signal ended in
 * order exits as a shell expects (130 for SIGINT).
 * @param main gets the words of the command line and gives the exit code
 */
export function commandLine(help: string, main: (args: readonly string[]) => Promise<number>): void {
  const args = process.argv.slice(2);
  if (args.includes("--help") || args.includes("-h")) {
    process.stdout.write(help);
    return;
  }
  main(args).then(
    (code) => {
      process.exitCode = code;
    },
    (error: unknown) => {
      process.stderr.write(`error: ${messageOf(error)}\n`);
      process.exitCode = error instanceof Interrupted ? error.exitCode : COULD_NOT;
    },
  );
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof UserError) return error.message;
  if ((error as NodeJS.ErrnoException).code?.startsWith("ERR_PARSE_ARGS")) {
    return `${error.message.split(". ", 1)[0]}; --help lists the options`;
  }
  return error.stack ?? error.message;
}
