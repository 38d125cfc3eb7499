import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { arch } from "node:os";
import { dirname, join } from "node:path";

import { run } from "../../images/run";
import { makePrivateFolder } from "../files";
import { POD_IMAGE } from "./node-files";
import type { RealLayout } from "./real-layout";

const BUSYBOX = "/bin/busybox";
/** What makes the same files the same archive. */
const REPRODUCIBLE = ["--sort=name", "--mtime=@0", "--owner=0", "--group=0", "--numeric-owner"];
/** What the platform is called in an image. */
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: "amd64", arm64: "arm64" };

/**
 * Builds the image that pods run, and that holds their namespaces, out of this machine's busybox and the libraries it
 * needs: no registry can be reached.
 */
export async function buildPodImage({ imageFolder, imageArchive }: RealLayout): Promise<void> {
  const root = join(imageFolder, "root");
  makePrivateFolder(imageFolder);
  for (const folder of ["bin", "etc", "tmp"]) mkdirSync(join(root, folder), { recursive: true });
  for (const file of [BUSYBOX, ...librariesIn(await run("ldd", [BUSYBOX]).catch(() => ""))]) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    copyFileSync(file, join(root, file));
  }
  for (const applet of (await run(BUSYBOX, ["--list"])).split("\n")) {
    if (applet !== "busybox") symlinkSync("busybox", join(root, "bin", applet));
  }
  const layer = join(imageFolder, "layer.tar");
  await run("tar", ["--create", `--file=${layer}`, `--directory=${root}`, ...REPRODUCIBLE, "."]);
  writeFileSync(join(imageFolder, "config.json"), JSON.stringify(imageConfig(readFileSync(layer))));
  writeFileSync(join(imageFolder, "manifest.json"), JSON.stringify(manifest()));
  const parts = ["manifest.json", "config.json", "layer.tar"];
  await run("tar", ["--create", `--file=${imageArchive}`, `--directory=${imageFolder}`, ...REPRODUCIBLE, ...parts]);
}

/** The files that a program is loaded with, from what ldd says; none for a static one. */
export function librariesIn(ldd: string): string[] {
  return [...ldd.matchAll(/(?:=> |^\s*)(\/\S+) \(0x/gm)].map(([, path]) => path ?? "");
}

function imageConfig(layer: Buffer): object {
  return {
    architecture: ARCHITECTURES[arch()],
    os: "linux",
    // As the first process of a pod it has nothing to do but to be there.
    config: { Cmd: ["/bin/sleep", "infinity"], Env: ["PATH=/bin"] },
    rootfs: { type: "layers", diff_ids: [`sha256:${createHash("sha256").update(layer).digest("hex")}`] },
  };
}

/** As `docker save` writes it, which containerd imports. */
function manifest(): object {
  return [{ Config: "config.json", RepoTags: [POD_IMAGE], Layers: ["layer.tar"] }];
}
