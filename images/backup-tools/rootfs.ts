import { join } from "node:path";
import { finishRootfs, installDebian } from "../debian-rootfs";
import type { BuildRun } from "../recipe";
import { BACKUP_TOOLS_UID, DEBIAN_PACKAGES, DEBIAN_SUITE, MOUNTED_FOLDERS, WRITABLE_FOLDERS } from "./image";

/** Fills the root file system of backup-tools: Debian's packages, and the files beside this one. */
export async function buildRootfs(root: string, buildRun: BuildRun): Promise<void> {
  const user = { name: "backup-tools", uid: BACKUP_TOOLS_UID, description: "Keeper of dumps", home: "/tmp" };
  await installDebian(root, { suite: DEBIAN_SUITE, packages: DEBIAN_PACKAGES, users: [user] }, buildRun);
  const content = {
    files: join(__dirname, "files"),
    mountedFolders: MOUNTED_FOLDERS,
    writableFolders: WRITABLE_FOLDERS,
    ownerUid: BACKUP_TOOLS_UID,
  };
  await finishRootfs(root, content, buildRun);
}
