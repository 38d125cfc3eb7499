import { contextOfThisMachine, toolchainFolder, type Context, type Use } from "./context";
import { interruptible } from "./interruptible";
import { layOut } from "./pulumi-home";
import type { Progress } from "./progress";
import { resolveTool, type ResolvedTool } from "./resolve";
import { explainFolderError, refuseProc } from "./store/folder-errors";
import { removeAbandoned, withTemporaryFolder } from "./store/temporary-folder";
import type { ToolName } from "./tool-spec";
import { reachabilityOf } from "./ways/reachability";

export { CONTROL_PLANE_TOOLS, NODE_TOOLS, PULUMI_TOOLS, TEST_TOOLS, type ToolName } from "./tool-spec";
export type { Use } from "./context";
export type { ResolvedTool } from "./resolve";

/** Tools that are there to be run. */
export interface Toolchain {
  /** The wanted tools, in the order they were asked for. */
  readonly tools: ReadonlyMap<ToolName, ResolvedTool>;
  /** Absolute path of a tool's executable. @throws Error for one that was not asked for. */
  path(name: ToolName): string;
  /**
   * What to add to the environment of a `pulumi` run: a Pulumi home of this checkout with exactly these plugins, and PATH with the
   * toolchain's programs after the user's own. Run the tools by {@link path}: PATH may hold an unsuitable one of the same name.
   */
  readonly env: Record<string, string>;
}

/**
 * Finds or installs tools, and says which way each came; takes well under a second where nothing is missing. Safe to run several times
 * at once and to interrupt: a signal ends what it started, removes what is unfinished and exits the process (130 on SIGINT).
 * @param use in production no stand-in is taken
 * @throws UserError where a tool can't be had or the toolchain's folder can't be written: the reason and the remedy.
 */
export async function ensureToolchain(
  wanted: readonly ToolName[],
  progress: Progress,
  use: Use = "lab",
): Promise<Toolchain> {
  return interruptible((signal) => assemble(wanted, contextOfThisMachine(progress, signal, use)));
}

/** As {@link ensureToolchain}, in a given context. On the first failure the rest is ended and cleaned up before it throws. */
export async function assemble(wanted: readonly ToolName[], outer: Context): Promise<Toolchain> {
  await refuseProc(toolchainFolder(outer));
  await explainFolderError(toolchainFolder(outer), () => removeAbandoned(outer));
  const failure = new AbortController();
  const context = { ...outer, signal: AbortSignal.any([outer.signal, failure.signal]) };
  const tools = await withTemporaryFolder(context, (compilerCache) =>
    resolveAll(wanted, context, compilerCache, failure),
  );
  context.progress.info(`toolchain: ${summary([...tools.values()])} (npm run toolchain lists them)`);
  return {
    tools,
    path(name) {
      const tool = tools.get(name);
      if (!tool) throw new Error(`${name} was not asked for`);
      return tool.path;
    },
    env: await layOut(context, tools.values()),
  };
}

/** Resolves tools side by side, each once. The first that fails aborts `failure`, which ends the others. */
async function resolveAll(
  wanted: readonly ToolName[],
  context: Context,
  compilerCache: string,
  failure: AbortController,
): Promise<Map<ToolName, ResolvedTool>> {
  const run = { reachability: reachabilityOf(context), compilerCache };
  const pending = new Map<ToolName, Promise<ResolvedTool>>();
  const resolve = (name: ToolName): Promise<ResolvedTool> => {
    const started = pending.get(name) ?? start(name);
    pending.set(name, started);
    return started;
  };
  const start = async (name: ToolName) => {
    try {
      const spec = context.tools.get(name);
      if (!spec) throw new Error(`no such tool: ${name}`);
      const shippedWith = spec.shippedWith && (await resolve(spec.shippedWith));
      return await resolveTool(context, run, spec, shippedWith);
    } catch (error) {
      failure.abort(error);
      throw error;
    }
  };
  await Promise.allSettled(wanted.map(resolve));
  context.signal.throwIfAborted();
  const tools = new Map<ToolName, ResolvedTool>();
  for (const name of wanted) tools.set(name, await resolve(name));
  return tools;
}

/** How many tools came which way, such as `1 your own, 9 built from Go modules`. */
function summary(tools: readonly ResolvedTool[]): string {
  return Object.entries(ORIGINS)
    .map(([origin, words]) => [tools.filter((tool) => tool.origin === origin).length, words] as const)
    .filter(([count]) => count > 0)
    .map(([count, words]) => `${count} ${words}`)
    .join(", ");
}

const ORIGINS: Readonly<Record<ResolvedTool["origin"], string>> = {
  path: "your own",
  download: "official downloads",
  "go-build": "built from Go modules",
  "stand-in": "TypeScript stand-ins",
};
