import { parseArgs } from "node:util";
import { CONTROL_PLANE_TOOLS, ensureToolchain, PULUMI_TOOLS, type ResolvedTool } from "./index";
import { progressTo } from "./progress";
import { runMain, UserError } from "./user-error";

const HELP = `Usage: npm run toolchain [-- --help]

Installs what previewing, deploying and the embedded cluster need, and prints where each tool came from:
  path       your own, on PATH or among your Pulumi plugins, in a suitable version
  download   the official release, held against its published checksum
  go-build   built from the Go modules pinned under toolchain/go
  stand-in   a TypeScript program of this repository, where the official plugin can't be had

Environment:
  GX_TOOLCHAIN_DIR              folder to install in (default: gx-infrastructure/toolchain in your cache folder)
  GX_TOOLCHAIN_DOWNLOADS=never  do not try to download releases
`;

runMain(async () => {
  if (helpWanted(process.argv.slice(2))) {
    process.stdout.write(HELP);
    return;
  }
  const { tools } = await ensureToolchain([...PULUMI_TOOLS, ...CONTROL_PLANE_TOOLS], progressTo(process.stderr));
  process.stdout.write(table([...tools.values()]));
});

function helpWanted(args: string[]): boolean {
  try {
    return parseArgs({ args, options: { help: { type: "boolean", short: "h" } } }).values.help ?? false;
  } catch (error) {
    throw new UserError(`${(error as Error).message}\n\n${HELP}`);
  }
}

function table(tools: readonly ResolvedTool[]): string {
  const rows = [["TOOL", "VERSION", "ORIGIN", "PATH"], ...tools.map((t) => [t.name, t.version, t.origin, t.path])];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ") + "\n").join("");
}
