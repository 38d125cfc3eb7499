import { constants } from "node:os";

/**
 * A mistake or a condition that the person at the keyboard can mend: printed as its message alone, never with a stack.
 * The message says what was given or found, where, and what to do about it.
 */
export class UserError extends Error {
  override readonly name: string = "UserError";
  /** What the process exits with. */
  readonly exitCode: number = 1;
}

/** The run was ended by a signal, after what it had begun was brought to an orderly end. */
export class Interrupted extends UserError {
  override readonly name = "Interrupted";
  /** 128 + the signal's number, as a shell expects: 130 for SIGINT. */
  override readonly exitCode: number;
  constructor(
    readonly signal: NodeJS.Signals,
    message = `interrupted by ${signal}`,
  ) {
    super(message);
    this.exitCode = 128 + constants.signals[signal];
  }
}

/** Signals by which a person, a terminal or a service manager asks a run to end. */
export const ENDING_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Runs a command line's main function: a {@link UserError}, and an option that `parseArgs` doesn't know, are printed as one
 * message; anything else keeps its stack and exits 1.
 */
export function runMain(main: () => Promise<number | void>): void {
  main().then(
    (code) => {
      process.exitCode = code ?? 0;
    },
    (error: unknown) => {
      process.stderr.write(error instanceof UserError ? `error: ${error.message}\n` : `${describe(error)}\n`);
      process.exitCode = error instanceof UserError ? error.exitCode : 1;
    },
  );
}

function describe(error: unknown): string {
  if (error instanceof Error && (error as NodeJS.ErrnoException).code?.startsWith("ERR_PARSE_ARGS")) {
    return `error: ${error.message.split(". ", 1)[0]}; --help lists the options`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
