import { parseArgs } from "node:util";
import { UserError } from "./user-error";

/**
 * The words of a command line that knows no option but `--help`.
 * @returns "help" where they ask for that
 * @throws UserError on another option
 */
export function operandsOf(words: readonly string[]): readonly string[] | "help" {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: { help: { type: "boolean", short: "h" } },
    });
    return values.help ? "help" : positionals;
  } catch (error) {
    throw new UserError(`${(error as Error).message.split(". ", 1)[0]}; the only option is --help`);
  }
}
