import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";

import { run } from "../../images/run";
import { writeImageArchive } from "./image-archive";
import { POD_IMAGE } from "./node-files";
import { copyProgram } from "./program-files";
import type { RealLayout } from "./real-layout";

/** The program itself. */
export const BUSYBOX = "/bin/busybox";
/** What K3s' provisioner makes and removes volumes with: the same image here. */
export const VOLUME_HELPER_IMAGE = "rancher/mirrored-library-busybox:1.36.1";

/**
 * Builds the image that pods run, and that holds their namespaces, out of this machine's busybox and the libraries it
 * needs: no registry can be reached. Its archive goes into the lab's folder of images.
 */
export async function buildPodImage({ imagesFolder }: Pick<RealLayout, "imagesFolder">): Promise<void> {
  const scratch = mkdtempSync(join(imagesFolder, "busybox-"));
  // The scratch folder is closed to others; the image's root must not be.
  const root = join(scratch, "root");
  try {
    await fillWithBusybox(root);
    // As the first process of a pod it has nothing to do but to be there.
    const defaults = { Cmd: ["/bin/sleep", "infinity"], Env: ["PATH=/bin"] };
    await writeImageArchive({ reference: POD_IMAGE, root, defaults }, join(imagesFolder, "busybox.tar"));
    const helper = { reference: VOLUME_HELPER_IMAGE, root, defaults };
    await writeImageArchive(helper, join(imagesFolder, "volume-helper.tar"));
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** Makes a folder the smallest root file system that this machine's busybox runs in, by all of its names. */
export async function fillWithBusybox(root: string): Promise<void> {
  for (const folder of ["etc", "tmp"]) mkdirSync(join(root, folder), { recursive: true });
  await copyProgram(BUSYBOX, root, BUSYBOX);
  for (const applet of (await run(BUSYBOX, ["--list"])).split("\n")) {
    if (applet !== "busybox") symlinkSync("busybox", join(root, "bin", applet));
  }
}
