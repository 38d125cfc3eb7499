import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";

import { digestOf, imageRootfs, imagesFolder } from "../../images/image-rootfs";
import { run, runApart } from "../../images/run";
import type { Progress } from "../../toolchain/progress";
import { withFileLock } from "../../toolchain/store/file-lock.cjs";
import { sha256Of } from "../../toolchain/store/hash";
import { removeAbandoned, withTemporaryFolder } from "../../toolchain/store/temporary-folder";
import { BUSYBOX } from "./pod-image";
import { type ArchivedImage, type ContainerDefaults, writeImageArchive } from "./image-archive";
import { type BuiltImage, type StackImages } from "./stack-images";
import { buildStandIn, standInDefaults } from "./stand-in";

const SCRIPT = join(__dirname, "store-images.sh");
/** What a store is made by, beside its images: another of these makes another store. */
const MADE_BY = [
  "image-archive.ts",
  "image-store.ts",
  "stand-in.ts",
  "pod-image.ts",
  "program-files.ts",
  "store-images.sh",
];
/** What of a containerd root holds images. */
const KEPT = [
  "io.containerd.content.v1.content",
  "io.containerd.metadata.v1.bolt",
  "io.containerd.snapshotter.v1.overlayfs",
];

/**
 * A containerd root that holds the stack's images, unpacked, in the user's cache folder: made once, and again when one of
 * the images is another. Nodes share it read-only (node-init.sh). Images that this machine hasn't built are built.
 * @returns its folder, absolute
 * @throws UserError where an image can't be built or doesn't work
 */
export async function ensureImageStore(
  { built, standIns }: StackImages,
  progress: Progress,
  signal: AbortSignal,
): Promise<string> {
  const images: ArchivedImage[] = [];
  for (const { reference, name, recipe } of built) {
    const root = await imageRootfs(name, progress, signal);
    images.push({ reference, root, defaults: defaultsOf(recipe) });
  }
  const store = join(imagesFolder(), "stores", await digest(images, standIns));
  const onWait = (pid: string) => progress.info(`  … waiting for process ${pid}, which stores the images`);
  await withFileLock(`${store}.lock`, { onWait, signal }, async () => {
    if (existsSync(store)) return;
    await removeAbandoned({ directory: imagesFolder(), progress });
    await progress.step("Store the stack's images for all nodes, once", () =>
      withTemporaryFolder({ directory: imagesFolder() }, async (scratch) => {
        const root = join(scratch, "stand-in");
        await mkdir(scratch, { recursive: true });
        await buildStandIn(root);
        const places = standIns.map((reference) => ({ reference, root, defaults: standInDefaults(reference) }));
        await rename(await fillStore([...images, ...places], scratch, signal), store);
      }),
    );
  });
  return store;
}

/** Makes the store in a scratch folder. Returns where it is. */
async function fillStore(images: readonly ArchivedImage[], scratch: string, signal: AbortSignal): Promise<string> {
  const [whole, store] = [join(scratch, "containerd"), join(scratch, "store")];
  await mkdir(whole);
  const archives: string[] = [];
  for (const [index, image] of images.entries()) {
    signal.throwIfAborted();
    const archive = join(scratch, `${index}.tar`);
    await writeImageArchive(image, archive);
    archives.push(archive);
  }
  await runApart("sh", [SCRIPT, whole, ...archives], { signal });
  await mkdir(store);
  for (const part of KEPT) await rename(join(whole, part), join(store, part));
  await rm(join(store, "io.containerd.content.v1.content", "ingest"), { recursive: true, force: true });
  return store;
}

function defaultsOf({ environment, uid, command }: BuiltImage["recipe"]): ContainerDefaults {
  const Env = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  return { Entrypoint: [command], Env, User: `${uid}:${uid}` };
}

async function digest(images: readonly ArchivedImage[], standIns: readonly string[]): Promise<string> {
  const containerd = await run("containerd", ["--version"]);
  const contents = await Promise.all(
    [BUSYBOX, ...MADE_BY.map((file) => join(__dirname, file))].map((file) => readFile(file)),
  );
  const parts = images.map(({ reference, root, defaults }) => ({ reference, digest: digestOf(root), defaults }));
  return sha256Of(JSON.stringify([containerd, ...contents.map(sha256Of), parts, standIns]));
}
