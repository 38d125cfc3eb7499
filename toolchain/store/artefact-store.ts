import { mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { toolchainFolder, type Context } from "../context";
import { explainFolderError } from "./folder-errors";
import { withFileLock } from "./file-lock.cjs";
import { sha256Of } from "./hash";
import { inspect, writeManifest } from "./manifest";
import { withTemporaryFolder } from "./temporary-folder";

/** What makes one artefact differ from another: the same recipe gives the same folder. */
export interface Recipe {
  readonly tool: string;
  readonly version: string;
  readonly origin: string;
  /** Everything else that the result depends on: addresses, flags, hashes of sources. */
  readonly inputs: string;
}

/** Folder of a recipe's artefact, whether it is there or not. */
export function artefactFolder(context: Context, { tool, version, origin, inputs }: Recipe): string {
  const { os, arch } = context.platform;
  const hash = sha256Of(inputs).slice(0, 12);
  return join(context.directory, "artefacts", `${tool}-${version}-${os}-${arch}-${origin}-${hash}`);
}

/** Whether the artefact is installed and as it was when it was installed. A damaged one is reported and counts as not installed. */
export async function isInstalled(context: Context, recipe: Recipe): Promise<boolean> {
  const state = await inspect(artefactFolder(context, recipe));
  if (typeof state === "string") return state === "intact";
  context.progress.info(`  ! ${recipe.tool} ${recipe.version} is damaged (${state.damage}); installing it anew`);
  return false;
}

/**
 * Installs an artefact unless it is there: `build` fills an empty folder, which takes its place in one rename when it is complete, so nothing
 * half-built is ever found. One process builds; others wait and find it done. An interrupted or failed build leaves nothing behind.
 * @returns the artefact's folder.
 * @throws UserError where the toolchain's folder can't be written; whatever `build` throws.
 */
export async function install(
  context: Context,
  recipe: Recipe,
  build: (folder: string) => Promise<void>,
): Promise<string> {
  const folder = artefactFolder(context, recipe);
  const lock = join(context.directory, "locks", `${sha256Of(folder).slice(0, 16)}.lock`);
  const onWait = (pid: string) =>
    context.progress.info(`  … ${recipe.tool}: waiting for process ${pid}, which is installing it`);
  return explainFolderError(toolchainFolder(context), () =>
    withFileLock(lock, { onWait, signal: context.signal }, async () => {
      if ((await inspect(folder)) === "intact") return folder;
      await buildAndPublish(context, folder, build);
      return folder;
    }),
  );
}

async function buildAndPublish(context: Context, folder: string, build: (folder: string) => Promise<void>) {
  await withTemporaryFolder(context, async (temporary) => {
    const fresh = join(temporary, "new");
    await mkdir(fresh, { recursive: true });
    await mkdir(join(context.directory, "artefacts"), { recursive: true });
    await build(fresh);
    context.signal.throwIfAborted();
    await writeManifest(fresh);
    await rename(folder, join(temporary, "damaged")).catch(ignoreAbsent);
    await rename(fresh, folder);
  });
}

function ignoreAbsent(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") throw error;
}
