import { stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { interruptible } from "../toolchain/interruptible";
import { progressTo, type Progress } from "../toolchain/progress";
import { withTemporaryFolder } from "../toolchain/store/temporary-folder";
import { runMain, UserError } from "../toolchain/user-error";
import { writeArchive } from "./archive";
import { HELP, wantedImage, type WantedImage } from "./command-line";
import { digestOf, imageRootfs, imagesFolder, versionsIn } from "./image-rootfs";
import { record } from "./record";
import { recipeOf } from "./recipes";
import { run } from "./run";
import { newerThanDeclared } from "./versions";

const BYTES_A_MEGABYTE = 1_000_000;

runMain(async () => {
  const wanted = wantedImage(process.argv.slice(2));
  if (wanted === "help") process.stdout.write(HELP);
  else await interruptible((signal) => makeImage(wanted, progressTo(process.stderr), signal));
});

async function makeImage(wanted: WantedImage, progress: Progress, signal: AbortSignal): Promise<void> {
  const recipe = recipeOf(wanted.name);
  const rootfs = await imageRootfs(wanted.name, progress, signal);
  process.stdout.write(`root file system  ${await treeMegabytes(rootfs, signal)} MB  ${rootfs}\n`);
  if (!wanted.record && wanted.archive === undefined) return;
  const digest = digestOf(rootfs);
  const newer = newerThanDeclared(recipe.versions, await versionsIn(rootfs));
  if (newer.length > 0) {
    throw new UserError(`tag ${recipe.image.tag} stands for other versions: ${newer.join("; ")}. Change them there.`);
  }
  if (wanted.record) {
    const fresh = await record(recipe, digest);
    process.stdout.write(`${recipe.image.tag} ${fresh ? "is recorded" : "was recorded already"}\n`);
  }
  if (wanted.archive !== undefined) {
    if (!wanted.record && recipe.recordedDigest !== digest) {
      throw new UserError(`this recipe isn't recorded as ${recipe.image.tag} yet: add --record.`);
    }
    const file = resolve(wanted.archive);
    await withTemporaryFolder({ directory: imagesFolder() }, (scratch) =>
      writeArchive(recipe, rootfs, file, { scratch, progress, signal }),
    );
    const { size } = await stat(file);
    process.stdout.write(`archive           ${Math.round(size / BYTES_A_MEGABYTE)} MB  ${file}\n`);
  }
}

async function treeMegabytes(folder: string, signal: AbortSignal): Promise<number> {
  const listed = await run("du", ["--summarize", "--block-size=1MB", folder], { signal, cwd: dirname(folder) });
  return Number.parseInt(listed, 10);
}
