import { randomBytes } from "node:crypto";
import { mkdir, readlink, rename, symlink } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { checkoutFolder, toolchainFolder, type Context } from "./context";
import type { ResolvedTool } from "./resolve";
import { explainFolderError } from "./store/folder-errors";

/**
 * Lays out what a Pulumi run finds: a folder of links to the programs, and a Pulumi home of this checkout whose plugin cache links to the
 * resolved plugins. Nothing is written where it is all there already.
 * @returns the environment variables to add to the caller's own.
 */
export async function layOut(context: Context, tools: Iterable<ResolvedTool>): Promise<Record<string, string>> {
  const folder = checkoutFolder(context);
  const bin = join(folder, "bin");
  const home = join(folder, "pulumi-home");
  await explainFolderError(toolchainFolder(context), async () => {
    await mkdir(join(home, "plugins"), { recursive: true });
    await mkdir(bin, { recursive: true });
    for (const tool of tools) {
      const { pluginKind, version } = context.tools.get(tool.name) ?? {};
      if (pluginKind === undefined) {
        if (tool.origin !== "path") await link(join(bin, tool.name), tool.path);
        continue;
      }
      // The engine takes only real folders for plugins, so the link is the executable within.
      await link(join(home, "plugins", `${pluginKind}-v${version}`, tool.name), tool.path);
    }
  });
  return {
    PATH: [context.environment["PATH"], bin].filter(Boolean).join(delimiter),
    PULUMI_HOME: home,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // Every plugin is in the home by now, at its version; the engine would take one of any version from PATH, and warn.
    PULUMI_IGNORE_AMBIENT_PLUGINS: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
}

/** Points a link to its target in one rename, so that a run beside this one never finds it missing. */
async function link(path: string, target: string): Promise<void> {
  if ((await readlink(path).catch(() => undefined)) === target) return;
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.${randomBytes(6).toString("hex")}`;
  await symlink(target, draft);
  await rename(draft, path);
}
