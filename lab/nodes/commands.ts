import { run } from "../../images/run";
import { ensureToolchain, NODE_TOOLS, type Toolchain } from "../../toolchain";
import { type Progress, progressTo } from "../../toolchain/progress";
import { labCommand } from "../advice";
import { NOT_RUNNING } from "../command-line";
import { faultsReport } from "../faults/in-force";
import { reasonOf } from "../files";
import { labNodesOf } from "../inventory-nodes";
import { layoutOf } from "../lab";
import { LAB_TOOLS } from "../tools";
import { openRealLab, type RealLab, resetRealLab, startRealLab, stopRealLab } from "./real-lab";
import { realLayout } from "./real-layout";
import { hasRealNodes } from "./real-state";
import { standInNotice } from "./stack-images";

/** Whether the lab called `name` has real nodes: what the subcommands of `lab` then do is here. */
export function isRealLab(name: string): boolean {
  return hasRealNodes(realLayout(layoutOf({ name })));
}

/** The paths of all that a lab with real nodes runs, but for Debian's. */
export async function realLabTools(progress: Progress): Promise<Record<string, string>> {
  return pathsOf(await ensureToolchain([...LAB_TOOLS, ...NODE_TOOLS], progress));
}

/** The paths of all tools of a toolchain, by name. */
export function pathsOf({ tools }: Pick<Toolchain, "tools">): Record<string, string> {
  return Object.fromEntries([...tools].map(([tool, { path }]) => [tool, path]));
}

/** Starts the lab, and says how to ask it. Returns the exit code, as all of these do. */
export async function upWithRealNodes(name: string): Promise<number> {
  const progress = progressTo(process.stdout);
  const lab = await startRealLab({ name, nodes: labNodesOf(), progress, tools: () => realLabTools(progress) });
  process.stdout.write(
    `Lab "${name}" runs, with nodes that run containers. It can be reached from inside its network alone:\n${howToAsk(lab)}` +
      `Stop: ${labCommand("stop", name)}\n`,
  );
  return 0;
}

/** Ends the lab; its logs are left. */
export async function stopWithRealNodes(name: string): Promise<number> {
  const ran = await stopRealLab({ name, progress: progressTo(process.stdout) });
  process.stdout.write(ran ? "Stopped; of its data the logs are left\n" : `Lab "${name}" was not running\n`);
  return 0;
}

/** Ends the lab and deletes all of it. */
export async function resetWithRealNodes(name: string): Promise<number> {
  await resetRealLab({ name, progress: progressTo(process.stdout) });
  process.stdout.write("Deleted\n");
  return 0;
}

/** Shows nodes and pods, as kubectl does. */
export async function statusOfRealNodes(name: string): Promise<number> {
  const layout = realLayout(layoutOf({ name }));
  const lab = openRealLab(layout);
  if (!lab) {
    process.stdout.write(`Lab "${name}", with real nodes, does not run; its logs: ${layout.logsFolder}\n`);
    return NOT_RUNNING;
  }
  const faults = faultsReport(layout);
  try {
    const nodes = await askRealLab(lab, ["nodes", "--output=wide", "--label-columns=node-id,node-role"]);
    const pods = await askRealLab(lab, ["pods", "--all-namespaces", "--output=wide"]);
    process.stdout.write(
      `Lab "${name}" runs, with nodes that run containers\n\n${nodes}\n\n${pods}\n\n${faults}${lab.store === "" ? "" : standInNotice()}${howToAsk(lab)}`,
    );
    return 0;
  } catch (error) {
    const remedy = faults === "" ? "stop it" : "heal it, or stop it";
    process.stdout.write(
      `${faults}Lab "${name}", with real nodes, is broken: ${remedy}. Its API server: ${reasonOf(error)}\n`,
    );
    return NOT_RUNNING;
  }
}

/** What `kubectl get` says to these words. */
export function askRealLab({ inside, kubectl }: RealLab, words: readonly string[]): Promise<string> {
  const [program = "", ...args] = [...inside, ...kubectl, "--request-timeout=10s", "get", ...words];
  return run(program, args);
}

/** What to paste into a shell. */
export function howToAsk({ inside, kubectl }: RealLab): string {
  const words = [...inside, ...kubectl].map((word) => (/^[\w./=:-]+$/.test(word) ? word : `'${word}'`));
  return `  lab() { ${words.join(" ")} "$@"; }; lab get nodes\n`;
}
