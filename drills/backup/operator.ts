import { execFile } from "node:child_process";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

import type { RealLab } from "../../lab/nodes/real-lab";

const CHECKOUT = resolve(__dirname, "../..");
const run = promisify(execFile);

/**
 * Has the commands for backups do something to a lab's mainnet, as `npm run ops -- backup` does. What they print.
 * @throws Error with all that they say unless they end with 0
 */
export async function askForBackups({ inside, layout }: RealLab, ...words: readonly string[]): Promise<string> {
  // Whoever goes inside is in no folder of this checkout.
  const bootstrap = join(CHECKOUT, "toolchain/bootstrap.mjs");
  const script = [bootstrap, "drills/backup/ops-backup.ts", join(layout.folder, "stacks")];
  const [program = "", ...args] = [...inside, process.execPath, ...script, ...words, "--stack", "mainnet"];
  try {
    return (await run(program, args)).stdout;
  } catch (error) {
    const { stdout, stderr } = error as { readonly stdout?: string; readonly stderr?: string };
    throw new Error(`backup ${words.join(" ")}: ${stdout ?? ""}${stderr ?? String(error)}`);
  }
}
