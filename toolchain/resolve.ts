import { join } from "node:path";
import { askVersion } from "./ask-version";
import type { Context } from "./context";
import { findBeside, findInstalled } from "./installed";
import { artefactFolder, install, isInstalled } from "./store/artefact-store";
import type { ToolName, ToolSpec } from "./tool-spec";
import { UserError } from "./user-error";
import { formatVersion } from "./version";
import { downloadWay } from "./ways/download";
import { goBuildWay } from "./ways/go-build";
import type { Reachability } from "./ways/reachability";
import { standInWay } from "./ways/stand-in";
import { WayUnavailable, type Way } from "./ways/way";

/** A tool that is there to be run. */
export interface ResolvedTool {
  readonly name: ToolName;
  /** The version it has: the pinned one unless its origin is `path`. */
  readonly version: string;
  /** Absolute path of the executable. */
  readonly path: string;
  /** `path`: the user's own, on PATH or among the user's Pulumi plugins. */
  readonly origin: "path" | Way["origin"];
}

/** What the tools of one run share. */
export interface Run {
  readonly reachability: Reachability;
  /** Folder for what the Go compiler makes on the way, removed at the end of the run. */
  readonly compilerCache: string;
}

/**
 * Finds or installs one tool: the user's own if suitable, else the official download, else a build from pinned Go modules, else, for
 * a lab alone, a stand-in. What is installed already is taken as it is, except that a stand-in makes way for an official release that has become reachable.
 * @param shippedWith the resolved tool that this one is bundled with, where {@link ToolSpec.shippedWith} names one.
 * @throws UserError where no way leads to it, with the reason of each and the remedy.
 */
export async function resolveTool(
  context: Context,
  run: Run,
  spec: ToolSpec,
  shippedWith?: ResolvedTool,
): Promise<ResolvedTool> {
  const { name, version } = spec;
  const bundled = shippedWith && (await findBeside(spec, shippedWith.path));
  if (bundled) return { name, version: shippedWith.version, path: bundled, origin: shippedWith.origin };
  const { found, passedOver } = await findInstalled(context, spec);
  if (found) return { name, origin: "path", ...found };

  const ways = await waysTo(context, run, spec);
  const present = await firstInstalled(context, ways);
  const resolved = (way: Way, folder: string): ResolvedTool => ({
    name,
    version,
    path: join(folder, name),
    origin: way.origin,
  });
  if (present && !(await mayBeReplaced(run.reachability, spec, present))) {
    return resolved(present, artefactFolder(context, present.recipe));
  }

  for (const line of passedOver) context.progress.info(`  ! ${line}`);
  const reasons: string[] = [];
  if (shippedWith)
    reasons.push(`${shippedWith.path} came without it: it is part of ${shippedWith.name}'s official release`);
  if (spec.standIn && context.use === "production") {
    reasons.push("its TypeScript stand-in is for the lab alone: docs/adr/0002-language-host-and-stand-ins.md");
  }
  for (const way of ways) {
    if (way === present) return resolved(way, artefactFolder(context, way.recipe));
    const obstacle = await way.obstacle();
    if (obstacle !== undefined) {
      reasons.push(obstacle);
      continue;
    }
    try {
      return resolved(way, await installWithProgress(context, spec, way));
    } catch (error) {
      if (!(error instanceof WayUnavailable)) throw error;
      reasons.push(error.message);
      context.progress.info(`  ! ${name}: ${error.message}`);
    }
  }
  throw new UserError(
    [
      `${name} ${version} can't be had on this machine:`,
      ...[...passedOver, ...reasons].map((reason) => `  - ${reason}`),
      `Any of these mended, or ${name} on PATH (${spec.suitable.describe(version)}), will do; then run this again.`,
    ].join("\n"),
  );
}

async function waysTo(context: Context, { reachability, compilerCache }: Run, spec: ToolSpec): Promise<Way[]> {
  const ways: Way[] = [];
  if (spec.download) ways.push(downloadWay(context, reachability, spec, spec.download));
  if (spec.goBuild) ways.push(await goBuildWay(context, spec, spec.goBuild, compilerCache));
  if (spec.standIn && context.use === "lab") ways.push(await standInWay(context, spec, spec.standIn));
  return ways;
}

async function firstInstalled(context: Context, ways: readonly Way[]): Promise<Way | undefined> {
  for (const way of ways) if (await isInstalled(context, way.recipe)) return way;
  return undefined;
}

async function mayBeReplaced(reachability: Reachability, spec: ToolSpec, present: Way): Promise<boolean> {
  return present.origin === "stand-in" && spec.download !== undefined && reachability.worthAsking(spec.download.host);
}

/** @throws WayUnavailable where the result is not the version it should be. */
async function installWithProgress(context: Context, spec: ToolSpec, way: Way): Promise<string> {
  const build = (folder: string) =>
    context.progress.step(`${spec.name} ${spec.version}: ${way.heading}`, async (detail) => {
      await way.build(folder, detail);
      const got = await askVersion(context, spec, join(folder, spec.name));
      const version = got ? formatVersion(got) : "none";
      if (version !== spec.version) {
        throw new WayUnavailable(`${way.heading} gave version ${version} instead of ${spec.version}`);
      }
    });
  return install(context, way.recipe, (folder) => way.inTurn(() => build(folder)));
}
