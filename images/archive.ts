import { existsSync } from "node:fs";
import { copyFile, mkdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { imageReference } from "../components/shared/images";
import { UserError } from "../toolchain/user-error";
import { ensureDebianPackage } from "./debian-package";
import type { BuildRun, Recipe } from "./recipe";
import { runApart } from "./run";

/** The time of everything in the archive, seconds since 1970: the same content gives the same image whenever it is built. */
const TIME = "0";

/** $1 storage folder, $2 root file system, $3 archive, $4 reference, then options of `buildah config`. */
const BUILD = `set -eu
storage=$1 rootfs=$2 archive=$3 reference=$4
shift 4
buildah() { command buildah --root "$storage/root" --runroot "$storage/run" "$@"; }
container=$(buildah from scratch)
cp --archive "$rootfs/." "$(buildah mount "$container")"
buildah config "$@" "$container"
buildah commit --quiet --disable-compression=false --timestamp ${TIME} "$container" "oci-archive:$archive:$reference"`;

/**
 * Writes a root file system and how its containers run as an OCI archive, without a container engine.
 * @param file where the archive goes; written beside it first, so that no half of one is ever found there
 * @throws UserError where its folder doesn't exist, or buildah fails
 */
export async function writeArchive(recipe: Recipe, rootfs: string, file: string, run: BuildRun): Promise<void> {
  if (!existsSync(dirname(file))) {
    throw new UserError(`--archive ${file}: there is no folder ${dirname(file)}; make it first.`);
  }
  await ensureDebianPackage("buildah", run.progress, run.signal);
  await mkdir(run.scratch, { recursive: true });
  const fresh = join(run.scratch, basename(file));
  const { image, environment, uid, command } = recipe;
  const config = [
    ...["--user", `${uid}:${uid}`, "--entrypoint", JSON.stringify([command])],
    ...Object.entries(environment).flatMap(([name, value]) => ["--env", `${name}=${value}`]),
  ];
  const env = { ...process.env, STORAGE_DRIVER: "vfs", BUILDAH_ISOLATION: "chroot", TMPDIR: run.scratch };
  await run.progress.step(`write ${file}`, async () => {
    const args = [join(run.scratch, "storage"), rootfs, fresh, imageReference(image), ...config];
    await runApart("sh", ["-c", BUILD, "sh", ...args], { env, signal: run.signal });
    await moveFile(fresh, file);
  });
}

async function moveFile(from: string, to: string): Promise<void> {
  const beside = `${to}.partial`;
  try {
    await copyFile(from, beside);
    await rename(beside, to);
  } finally {
    await rm(beside, { force: true });
  }
}
