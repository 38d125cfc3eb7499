import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { arch } from "node:os";
import { join } from "node:path";

import { run } from "../../images/run";
import { sha256OfFile } from "../../toolchain/store/hash";

/** What makes the same files the same archive. */
const REPRODUCIBLE = ["--sort=name", "--mtime=@0", "--numeric-owner"];
/** What the platform is called in an image. */
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: "amd64", arm64: "arm64" };

/** How an image's containers run where their pod doesn't say otherwise; the names are those of the OCI's specification. */
export interface ContainerDefaults {
  readonly Entrypoint?: readonly string[];
  readonly Cmd?: readonly string[];
  /** `NAME=value`. */
  readonly Env?: readonly string[];
  /** `uid:gid`. */
  readonly User?: string;
  readonly Labels?: Readonly<Record<string, string>>;
}

/** An image to be written as one file. */
export interface ArchivedImage {
  /** What pods call it, with registry and tag. */
  readonly reference: string;
  /** Folder with its root file system, owners and modes included; absolute. */
  readonly root: string;
  readonly defaults: ContainerDefaults;
}

/**
 * Writes an image as containerd imports it (the format is `docker save`'s): the same files give the same archive. Nodes
 * import every `*.tar` in the layout's `imagesFolder`.
 * @param archive where it goes, absolute; its folder exists. What is needed on the way lies beside it, and is removed.
 */
export async function writeImageArchive({ reference, root, defaults }: ArchivedImage, archive: string): Promise<void> {
  const parts = `${archive}.parts`;
  rmSync(parts, { recursive: true, force: true });
  mkdirSync(parts);
  try {
    const layer = join(parts, "layer.tar");
    await run("tar", ["--create", `--file=${layer}`, `--directory=${root}`, ...REPRODUCIBLE, "."]);
    const image = {
      architecture: ARCHITECTURES[arch()],
      os: "linux",
      config: defaults,
      rootfs: { type: "layers", diff_ids: [`sha256:${await sha256OfFile(layer)}`] },
    };
    const manifest = [{ Config: "config.json", RepoTags: [reference], Layers: ["layer.tar"] }];
    writeFileSync(join(parts, "config.json"), JSON.stringify(image));
    writeFileSync(join(parts, "manifest.json"), JSON.stringify(manifest));
    const whole = join(parts, "whole.tar");
    const members = ["manifest.json", "config.json", "layer.tar"];
    const asRoot = ["--owner=0", "--group=0", "--mode=0644"];
    await run("tar", ["--create", `--file=${whole}`, `--directory=${parts}`, ...REPRODUCIBLE, ...asRoot, ...members]);
    renameSync(whole, archive);
  } finally {
    rmSync(parts, { recursive: true, force: true });
  }
}
