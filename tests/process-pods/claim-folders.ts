import { execFile } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, rmdirSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

import type { ApiClient } from "./api-client";
import type { PersistentVolumeClaim } from "./kubernetes-types";

const run = promisify(execFile);
const MEBIBYTE = 1024 * 1024;

/**
 * The folders that stand for volumes of claims, by the volume's name: they outlive pods, and a claim that is made anew
 * gets an empty one. They stay until all is disposed of.
 */
export class ClaimFolders {
  private readonly mounted = new Set<string>();

  /**
   * @param folder where they lie
   * @param sizeMebibytes how large the volume of a claim is, by the claim's name; others are as large as this machine's disk
   */
  constructor(
    private readonly folder: string,
    private readonly sizeMebibytes: Readonly<Record<string, number>>,
  ) {}

  /**
   * The folder of a claim's volume; made, with mode 0777 as the cluster's provisioner makes them, when it is first asked for.
   * @throws Error while the claim is not bound
   */
  async folderOf(api: ApiClient, namespace: string, claim: string): Promise<string> {
    const path = `/api/v1/namespaces/${namespace}/persistentvolumeclaims/${claim}`;
    const { spec } = await api.call<PersistentVolumeClaim>("GET", path);
    if (!spec?.volumeName) throw new Error(`claim ${namespace}/${claim} is not bound`);
    const folder = join(this.folder, spec.volumeName);
    if (existsSync(folder)) return folder;
    mkdirSync(folder, { recursive: true });
    const size = this.sizeMebibytes[claim];
    if (size !== undefined) await this.mountSized(folder, size);
    chmodSync(folder, 0o777);
    return folder;
  }

  /** Unmounts those that are file systems of their own. */
  async dispose(): Promise<void> {
    for (const folder of this.mounted) await run("umount", ["--lazy", folder]);
    this.mounted.clear();
  }

  /** A file system of its own, which can be full. */
  private async mountSized(folder: string, mebibytes: number): Promise<void> {
    const image = `${folder}.ext4`;
    writeFileSync(image, "");
    truncateSync(image, mebibytes * MEBIBYTE);
    // No blocks kept for root: full is full for everybody.
    // Small ones have small blocks otherwise, and room for a quarter of the attributes that a file of a real volume may have.
    await run("mkfs.ext4", ["-q", "-m", "0", "-b", "4096", image]);
    await run("mount", ["-o", "loop", image, folder]);
    this.mounted.add(folder);
    rmdirSync(join(folder, "lost+found"));
  }
}
