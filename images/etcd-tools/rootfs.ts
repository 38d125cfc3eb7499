import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { assemble } from "../../toolchain";
import { contextOfThisMachine } from "../../toolchain/context";
import { finishRootfs, installDebian } from "../debian-rootfs";
import type { BuildRun } from "../recipe";
import {
  DEBIAN_PACKAGES,
  DEBIAN_SUITE,
  ETCD_PROGRAMS,
  ETCD_TOOLS_UID,
  MOUNTED_FOLDERS,
  WRITABLE_FOLDERS,
} from "./image";

/** What etcd and its programs are built from, where no release of them can be reached. */
const GO_MODULES = ["control-plane", "etcd-clients"].map((module) => join(__dirname, "../../toolchain/go", module));

/** What the root file system depends on outside of this folder. */
export const OUTSIDE: readonly string[] = GO_MODULES.flatMap((module) => [
  join(module, "go.mod"),
  join(module, "go.sum"),
]);

/** Fills the root file system of etcd-tools: Debian's packages, the toolchain's etcd, and the files beside this one. */
export async function buildRootfs(root: string, buildRun: BuildRun): Promise<void> {
  const { progress, signal } = buildRun;
  const { path } = await assemble(ETCD_PROGRAMS, contextOfThisMachine(progress, signal, "production"));
  const user = { name: "etcd-tools", uid: ETCD_TOOLS_UID, description: "Prover of dumps of etcd", home: "/tmp" };
  await installDebian(root, { suite: DEBIAN_SUITE, packages: DEBIAN_PACKAGES, users: [user] }, buildRun);
  for (const program of ETCD_PROGRAMS) await copyFile(path(program), join(root, "usr/local/bin", program));
  const content = {
    files: join(__dirname, "files"),
    mountedFolders: MOUNTED_FOLDERS,
    writableFolders: WRITABLE_FOLDERS,
    ownerUid: ETCD_TOOLS_UID,
  };
  await finishRootfs(root, content, buildRun);
}
