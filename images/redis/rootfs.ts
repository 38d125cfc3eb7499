import { join } from "node:path";
import { finishRootfs, installDebian } from "../debian-rootfs";
import type { BuildRun } from "../recipe";
import { runApart } from "../run";
import { DATA_MOUNT, DEBIAN_PACKAGES, DEBIAN_SUITE, MOUNTED_FOLDERS, REDIS_UID, WRITABLE_FOLDERS } from "./image";

/** Where Python's own modules and ours are, in the image. */
const PYTHON_FOLDERS = ["/usr/lib/python3", "/usr/lib/python3.13", "/opt/gx/gx_redis"];

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
  await buildRun.progress.step("compile Python's modules", () => compile(root, buildRun));
}

/**
 * Writes the byte code of Python's modules. The root file system is read-only, and a probe that compiled them anew each time
 * would take several times as long; checked by hash it doesn't depend on times, which an archive has none of.
 */
async function compile(root: string, { signal }: BuildRun): Promise<void> {
  const python = ["python3", "-m", "compileall", "-q", "-f", "--invalidation-mode", "unchecked-hash"];
  const env = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", LANG: "C.UTF-8" };
  await runApart("chroot", [root, ...python, ...PYTHON_FOLDERS], { env, signal });
}
