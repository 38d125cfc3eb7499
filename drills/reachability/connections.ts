import { join } from "node:path";

import { run } from "../../images/run";

const SCRIPT = join(__dirname, "connect-all.sh");

/** Which of the addresses, as `ADDRESS:PORT`, take a connection from the network of a process. */
export async function reached(pid: number, addresses: readonly string[]): Promise<ReadonlySet<string>> {
  const printed = await run("bash", [SCRIPT, String(pid), ...addresses]);
  return new Set(printed.split("\n").filter((line) => line !== ""));
}
