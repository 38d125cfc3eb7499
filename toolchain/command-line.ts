import { CONTROL_PLANE_TOOLS, PULUMI_TOOLS, type ToolName } from "./tool-spec";
import { operandsOf } from "./operands";
import { UserError } from "./user-error";

/** The sets that tools are installed in. */
const SETS: Readonly<Record<string, readonly ToolName[]>> = { pulumi: PULUMI_TOOLS, lab: CONTROL_PLANE_TOOLS };

/** What `npm run toolchain -- --help` prints. */
export const HELP = `Usage: npm run toolchain [-- SET …] [-- --help]

Installs tools, and prints where each came from. Sets, all of them unless you name some:
  pulumi     what pulumi preview and up need: the engine and its plugins
  lab        what the embedded cluster is made of, and kubectl

Where from, the first that works:
  path       your own, on PATH or among your Pulumi plugins, in a suitable version
  download   the official release, held against its published or pinned checksum
  go-build   built from the Go modules pinned under toolchain/go
  stand-in   a TypeScript program of this repository, where the official plugin can't be had

Environment:
  GX_TOOLCHAIN_DIR              folder to install in (default: gx-infrastructure/toolchain in your cache folder)
  GX_TOOLCHAIN_DOWNLOADS=never  do not try to download releases
  GOCACHE                       folder for what the Go compiler makes on the way, which then stays there (default: one
                                of the run's own, removed at its end)
`;

/**
 * The tools that the words of the command line ask for.
 * @returns "help" where they ask for that.
 * @throws UserError on an unknown set or option: what was given, and what there is.
 */
export function wantedTools(words: readonly string[]): readonly ToolName[] | "help" {
  const operands = operandsOf(words);
  if (operands === "help") return "help";
  const unknown = operands.find((name) => !Object.hasOwn(SETS, name));
  if (unknown !== undefined) {
    throw new UserError(
      `set "${unknown}" is unknown: choose from ${Object.keys(SETS).join(", ")}, or name none for all`,
    );
  }
  return Object.entries(SETS).flatMap(([name, tools]) =>
    operands.length === 0 || operands.includes(name) ? tools : [],
  );
}
