import { access, chmod, readdir, symlink, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { build } from "esbuild";
import type { Context } from "../context";
import { sha256OfSources } from "../store/hash";
import type { ToolSpec } from "../tool-spec";
import type { Way } from "./way";

/**
 * The way by which a TypeScript program of this checkout stands in for a Pulumi plugin. It is bundled once, because a plugin that
 * compiled itself at every start would cost a second each; npm packages stay outside the bundle and come from the checkout's node_modules.
 */
export async function standInWay(context: Context, spec: ToolSpec, standIn: string): Promise<Way> {
  const entry = join(context.checkout, "toolchain", standIn, "main.ts");
  const sources = await sha256OfSources(context.checkout, await sourcesOfToolchain(context));
  return {
    origin: "stand-in",
    heading: "installing the TypeScript stand-in",
    recipe: {
      tool: spec.name,
      version: spec.version,
      origin: "stand-in",
      inputs: JSON.stringify([sources, context.checkout, process.execPath]),
    },
    async obstacle() {
      const there = await access(entry).then(
        () => true,
        () => false,
      );
      return there ? undefined : `there is no stand-in at ${relative(context.checkout, entry)}`;
    },
    inTurn: (work) => work(),
    async build(folder) {
      await bundle(entry, join(folder, "main.js"));
      await symlink(join(context.checkout, "node_modules"), join(folder, "node_modules"));
      await writeFile(join(folder, spec.name), shim());
      await chmod(join(folder, spec.name), 0o755);
    },
  };
}

async function bundle(entry: string, outfile: string): Promise<void> {
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    packages: "external",
    platform: "node",
    format: "cjs",
    target: "node20",
    logLevel: "silent",
  });
}

/** Starts the bundle beside it from wherever it is linked, with the Node.js that installed it. */
function shim(): string {
  const node = `'${process.execPath.replaceAll("'", `'\\''`)}'`;
  return `#!/bin/sh\nexec ${node} "$(dirname "$(readlink -f "$0")")/main.js" "$@"\n`;
}

/** More than a stand-in imports, and still quick: bundling anew takes a fraction of a second. */
async function sourcesOfToolchain(context: Context): Promise<string[]> {
  const root = join(context.checkout, "toolchain");
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts") && !entry.name.endsWith(".test.ts"))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}
