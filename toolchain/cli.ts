import { HELP, wantedTools } from "./command-line";
import { ensureToolchain, type ResolvedTool } from "./index";
import { progressTo } from "./progress";
import { runMain } from "./user-error";

runMain(async () => {
  const wanted = wantedTools(process.argv.slice(2));
  if (wanted === "help") {
    process.stdout.write(HELP);
    return;
  }
  const { tools } = await ensureToolchain(wanted, progressTo(process.stderr));
  process.stdout.write(table([...tools.values()]));
});

function table(tools: readonly ResolvedTool[]): string {
  const rows = [["TOOL", "VERSION", "ORIGIN", "PATH"], ...tools.map((t) => [t.name, t.version, t.origin, t.path])];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ") + "\n").join("");
}
