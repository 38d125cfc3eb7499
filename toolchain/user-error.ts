/**
 * A mistake or a condition that the person at the keyboard can mend: printed as its message alone, never with a stack.
 * The message says what was given or found, where, and what to do about it.
 */
export class UserError extends Error {
  override readonly name = "UserError";
}

/** Runs a command line's main function: a {@link UserError} is printed as one message and exits 1, anything else keeps its stack. */
export function runMain(main: () => Promise<number | void>): void {
  main().then(
    (code) => {
      process.exitCode = code ?? 0;
    },
    (error: unknown) => {
      process.stderr.write(error instanceof UserError ? `error: ${error.message}\n` : `${describe(error)}\n`);
      process.exitCode = 1;
    },
  );
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
