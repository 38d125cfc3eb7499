import { parseArgs } from "node:util";

import { closest, distance } from "fastest-levenshtein";

import { UserError } from "../toolchain/user-error";
import { reasonOf } from "./files";
import { DEFAULT_LAB_NAME } from "./layout";

/** Exit code of a command that finds the lab not running, as service managers use it for `status`. */
export const NOT_RUNNING = 3;
/** How many letters a mistyped word may be off to be guessed. */
const TYPO_DISTANCE = 3;

/** What nodes a lab may have: played ones, or ones that run containers. */
export const NODE_KINDS = ["simulated", "real"] as const;
/** One of {@link NODE_KINDS}. */
export type NodeKind = (typeof NODE_KINDS)[number];

/** One subcommand of `lab`. */
export interface Command {
  /** One line for the list of commands. */
  readonly summary: string;
  /** What may follow its name, for the help; empty if only `--name` may. */
  readonly operands: string;
  /** What `--help` after its name prints. @default the list of commands */
  readonly help?: string;
  /** Whether it lasts until it is interrupted, so that `--for` may follow it. @default false */
  readonly lasts?: boolean;
  /**
   * Does it.
   * @param operands are the words after the command's name that are no options.
   * @param labName is the lab that is meant.
   * @param nodes is what nodes a lab is to be started with; of no meaning to commands that start none.
   * @param lastsFor is how long a command lasts that does, such as 30s.
   * @returns the exit code.
   */
  run(operands: readonly string[], labName: string, nodes: NodeKind, lastsFor?: string): Promise<number>;
}

/** The subcommands by name. */
export type Commands = Readonly<Record<string, Command>>;

/**
 * Runs the subcommand that the words name, or prints help.
 * @returns the exit code.
 * @throws UserError on an unknown command or option.
 */
export async function runCommandLine(words: readonly string[], commands: Commands): Promise<number> {
  const { values, positionals } = parse(words);
  const [name, ...operands] = positionals;
  const command = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (values.help || name === undefined) {
    process.stdout.write(command?.help ?? help(commands));
    return name === undefined && !values.help ? 1 : 0;
  }
  if (!command) throw new UserError(unknownCommand(name, Object.keys(commands)));
  if (operands.length > 0 && command.operands === "") {
    throw new UserError(`lab ${name} takes no further words; got "${operands.join(" ")}"`);
  }
  if (values.for !== undefined && !command.lasts) throw new UserError(`lab ${name} doesn't last: it takes no --for`);
  return command.run(operands, values.name, nodeKind(values.nodes), values.for);
}

/** The list of commands and options. */
export function help(commands: Commands): string {
  const calls = Object.entries(commands).map(([name, { operands, summary }]) => ({
    call: `${name} ${operands}`.trim(),
    summary,
  }));
  const width = Math.max(...calls.map(({ call }) => call.length), "--nodes KIND".length);
  const row = (left: string, right: string) => `  ${left.padEnd(width)}  ${right}\n`;
  return [
    "Usage: npm run lab -- COMMAND [--name NAME] [--nodes KIND]\n\n",
    ...calls.map(({ call, summary }) => row(call, summary)),
    "\n",
    row("--name NAME", `which lab; several can run side by side (default: ${DEFAULT_LAB_NAME})`),
    row(
      "--nodes KIND",
      `what "start" and "up" start: ${NODE_KINDS.join(" nodes (default), or ")} ones, which run containers (root)`,
    ),
    row("--for TIME", 'how long "fault" lasts, such as 30s (default: until it is interrupted)'),
    row("--help", "this list; after fault: the faults"),
    "\n",
    row("GX_LABS_DIR", "environment variable: the folder that labs are kept in (default: .lab in this checkout)"),
  ].join("");
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        name: { type: "string", default: DEFAULT_LAB_NAME },
        nodes: { type: "string", default: NODE_KINDS[0] },
        for: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new UserError(
      `${reasonOf(error).split(". ", 1)[0]}; options are --name NAME, --nodes KIND, --for TIME and --help`,
    );
  }
}

function nodeKind(given: string): NodeKind {
  const kind = NODE_KINDS.find((known) => known === given);
  if (!kind) throw new UserError(`--nodes ${given} is unknown: there are ${NODE_KINDS.join(" and ")}`);
  return kind;
}

function unknownCommand(name: string, known: readonly string[]): string {
  const guess = closest(name, known);
  const hint = distance(name, guess) <= TYPO_DISTANCE ? `did you mean "${guess}"?` : `there are ${known.join(", ")}`;
  return `unknown lab command "${name}": ${hint}`;
}
