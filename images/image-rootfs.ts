import { existsSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, dirname, join } from "node:path";
import type { Progress } from "../toolchain/progress";
import { explainFolderError } from "../toolchain/store/folder-errors";
import { withFileLock } from "../toolchain/store/file-lock.cjs";
import { removeAbandoned, withTemporaryFolder } from "../toolchain/store/temporary-folder";
import { UserError } from "../toolchain/user-error";
import type { BuildRun, Recipe } from "./recipe";
import { recipeDigest } from "./recipe-digest";
import { recipeOf } from "./recipes";
import { newerThanDeclared, type Versions } from "./versions";

/** Written last into a finished image's folder, with the versions that its smoke test saw. */
const COMPLETE = "complete.json";

/**
 * The root file system of an image, built and smoke-tested unless this machine has it: a folder to use read-only. One process builds,
 * others wait. What is interrupted or fails leaves nothing behind.
 * @param name a folder under `images/`
 * @returns its path, absolute
 * @throws UserError where this isn't root on Linux, where the machine lacks something, or where the image doesn't work
 */
export async function imageRootfs(
  name: string,
  progress: Progress,
  signal: AbortSignal = new AbortController().signal,
): Promise<string> {
  const recipe = recipeOf(name);
  const directory = imagesFolder();
  const digest = recipeDigest(recipe.folder, recipe.outside);
  const finished = join(directory, name, digest);
  const rootfs = join(finished, "rootfs");
  if (existsSync(join(finished, COMPLETE))) return rootfs;
  if (process.platform !== "linux" || process.getuid?.() !== 0) {
    throw new UserError(`image ${name} is built by root on Linux, without a container engine: run this as root.`);
  }
  const onWait = (pid: string) => progress.info(`  … image ${name}: waiting for process ${pid}, which is building it`);
  const written = {
    folder: directory,
    what: "images can't be built",
    otherwise: "name another cache folder in XDG_CACHE_HOME (an image takes about 0.5 GB)",
  };
  await explainFolderError(written, () =>
    withFileLock(join(directory, `${name}.lock`), { onWait, signal }, async () => {
      if (existsSync(join(finished, COMPLETE))) return;
      await removeAbandoned({ directory, progress });
      await withTemporaryFolder({ directory }, (scratch) =>
        build(recipe, digest, finished, { scratch, progress, signal }),
      );
    }),
  );
  return rootfs;
}

/** Folder of all images and of what is needed on the way, in the user's cache folder. */
export function imagesFolder(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "gx-infrastructure", "images");
}

/** The digest of the recipe that a root file system was built from. */
export function digestOf(rootfs: string): string {
  return basename(dirname(rootfs));
}

/** The versions that the smoke test of a finished root file system saw. */
export async function versionsIn(rootfs: string): Promise<Versions> {
  return JSON.parse(await readFile(join(dirname(rootfs), COMPLETE), "utf8")) as Versions;
}

/**
 * Builds beside what is in use, and lets it take its place only when it has been seen to work.
 * @throws UserError where somebody changed the recipe meanwhile: what came of it belongs to neither digest
 */
async function build(recipe: Recipe, digest: string, finished: string, buildRun: BuildRun): Promise<void> {
  const { scratch, progress } = buildRun;
  const fresh = join(scratch, "new");
  const rootfs = join(fresh, "rootfs");
  await mkdir(fresh, { recursive: true });
  // Everybody in a container can read what is in the image, whatever the habits of who builds it.
  const umask = process.umask(0o022);
  try {
    await recipe.build(rootfs, buildRun);
  } finally {
    process.umask(umask);
  }
  const versions = await progress.step("smoke test: versions, a server, the scripts", () =>
    recipe.smokeTest(rootfs, buildRun),
  );
  if (recipeDigest(recipe.folder, recipe.outside) !== digest) {
    throw new UserError(`${recipe.folder}, or what it depends on, changed while it was built; run this again.`);
  }
  for (const newer of newerThanDeclared(recipe.versions, versions)) progress.info(`  ! ${newer}`);
  await writeFile(join(fresh, COMPLETE), JSON.stringify(versions));
  await mkdir(dirname(finished), { recursive: true });
  await rename(fresh, finished);
}
