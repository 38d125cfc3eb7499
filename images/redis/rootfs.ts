import { join } from "node:path";
import { finishRootfs, installDebian } from "../debian-rootfs";
import type { BuildRun } from "../recipe";
import { DATA_MOUNT, DEBIAN_PACKAGES, DEBIAN_SUITE, MOUNTED_FOLDERS, REDIS_UID, WRITABLE_FOLDERS } from "./image";

/** Fills the root file system of redis: Debian's packages, and the files beside this one. */
export async function buildRootfs(root: string, buildRun: BuildRun): Promise<void> {
  const user = { name: "redis", uid: REDIS_UID, description: "Valkey", home: DATA_MOUNT };
  await installDebian(root, { suite: DEBIAN_SUITE, packages: DEBIAN_PACKAGES, users: [user] }, buildRun);
  const content = {
    files: join(__dirname, "files"),
    mountedFolders: MOUNTED_FOLDERS,
    writableFolders: WRITABLE_FOLDERS,
    ownerUid: REDIS_UID,
  };
  await finishRootfs(root, content, buildRun);
}
