import { constants } from "node:fs";
import { access, readdir, realpath } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, dirname, join, sep } from "node:path";
import { askVersion } from "./ask-version";
import type { Context } from "./context";
import type { ToolSpec } from "./tool-spec";
import { formatVersion, pinnedVersion } from "./version";

/** A tool that the user has, or why what was found is not used. */
export interface Search {
  readonly found?: { readonly path: string; readonly version: string };
  /** One line for each that was looked at and passed over. */
  readonly passedOver: readonly string[];
}

/**
 * Looks for a suitable tool of the user's own: on PATH, then, for a plugin, in the user's Pulumi home. What this
 * toolchain installed itself is no find, even where its folders are on PATH (a run inside a run).
 */
export async function findInstalled(context: Context, spec: ToolSpec): Promise<Search> {
  const passedOver: string[] = [];
  for (const path of await executablesOnPath(context, spec.name)) {
    const found = await askVersion(context, spec, path);
    const version = found && formatVersion(found);
    if (found && version && spec.suitable.accepts(found, pinnedVersion(spec.version))) {
      return { found: { path, version }, passedOver };
    }
    const needs = spec.suitable.describe(spec.version);
    passedOver.push(
      `${path} is not used: it ${version ? `is ${version}` : "does not tell its version"}, needs ${needs}`,
    );
  }
  const plugin = await pluginOfUser(context, spec);
  return plugin ? { found: { path: plugin, version: spec.version }, passedOver } : { passedOver };
}

/** The tool's executable in the folder of another one, symbolic links resolved: how Pulumi finds its bundled plugins. */
export async function findBeside(spec: ToolSpec, other: string): Promise<string | undefined> {
  const path = join(dirname(await realpath(other)), spec.name);
  return (await isExecutable(path)) ? path : undefined;
}

async function executablesOnPath(context: Context, name: string): Promise<string[]> {
  const folders = (context.environment["PATH"] ?? "").split(delimiter).filter(Boolean);
  const found = new Map<string, string>();
  for (const path of folders.map((folder) => join(folder, name))) {
    if (!(await isExecutable(path))) continue;
    const real = await realpath(path);
    if (!(await isOurs(context, path)) && !(await isOurs(context, real)) && !found.has(real)) found.set(real, path);
  }
  return [...found.values()];
}

/** A plugin that `pulumi plugin install` finished: a `.partial` file beside its folder says that it did not. */
async function pluginOfUser(context: Context, spec: ToolSpec): Promise<string | undefined> {
  if (spec.pluginKind === undefined) return undefined;
  const { HOME = homedir(), PULUMI_HOME } = context.environment;
  for (const home of [PULUMI_HOME, join(HOME, ".pulumi")]) {
    if (!home || (await isOurs(context, home))) continue;
    const plugins = join(home, "plugins");
    const folder = `${spec.pluginKind}-v${spec.version}`;
    const names = await readdir(plugins).catch((): string[] => []);
    const path = join(plugins, folder, spec.name);
    if (names.includes(folder) && !names.includes(`${folder}.partial`) && (await isExecutable(path))) return path;
  }
  return undefined;
}

async function isOurs(context: Context, path: string): Promise<boolean> {
  const root = await realpath(context.directory).catch(() => context.directory);
  return [root, context.directory].some((each) => path === each || path.startsWith(each + sep));
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
