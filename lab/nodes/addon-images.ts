import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";

import { TOOL_VERSIONS } from "../../stacks/versions";
import { writeImageArchive } from "./image-archive";
import { copyProgram } from "./program-files";

/** An image of one program, by the name that the addon's manifest has for it. */
interface AddonImage {
  readonly program: "coredns" | "local-path-provisioner";
  readonly reference: string;
  /** Where the program lies in it, as in the official one. */
  readonly path: string;
}

/** What the addons' pods run, under the names that K3s gives it. Volumes are made and removed by busybox: see pod-image.ts. */
export const ADDON_IMAGES: readonly AddonImage[] = [
  {
    program: "coredns",
    reference: `rancher/mirrored-coredns-coredns:${TOOL_VERSIONS.coredns}`,
    path: "coredns",
  },
  {
    program: "local-path-provisioner",
    reference: `rancher/local-path-provisioner:v${TOOL_VERSIONS["local-path-provisioner"]}`,
    path: "usr/bin/local-path-provisioner",
  },
];

/**
 * Builds the images of the addons out of the toolchain's programs: no registry can be reached.
 * @param imagesFolder takes the archives, which nodes import; absolute
 * @param toolPath where a program lies
 */
export async function buildAddonImages(imagesFolder: string, toolPath: (name: string) => string): Promise<void> {
  for (const { program, reference, path } of ADDON_IMAGES) {
    const scratch = mkdtempSync(join(imagesFolder, `${program}-`));
    // The scratch folder is closed to others; the image's root must not be.
    const root = join(scratch, "root");
    try {
      await copyProgram(toolPath(program), root, path);
      const defaults = { Entrypoint: [`/${path}`], Env: ["PATH=/usr/bin:/bin"] };
      await writeImageArchive({ reference, root, defaults }, join(imagesFolder, `${program}.tar`));
    } finally {
      rmSync(scratch, { recursive: true });
    }
  }
}
