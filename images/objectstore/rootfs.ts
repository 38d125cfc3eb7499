import { copyFile, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { assemble } from "../../toolchain";
import { contextOfThisMachine } from "../../toolchain/context";
import { finishRootfs, installDebian } from "../debian-rootfs";
import type { BuildRun } from "../recipe";
import { DATA_MOUNT, DEBIAN_PACKAGES, DEBIAN_SUITE, MOUNTED_FOLDERS, OBJECTSTORE_UID, WRITABLE_FOLDERS } from "./image";

/** Where botocore keeps its descriptions of services: hundreds of which S3's is one. */
const SERVICES = "usr/lib/python3/dist-packages/botocore/data";
const S3 = "s3";

/** What versitygw is built from, where no release of it can be reached. */
const GO_MODULE = join(__dirname, "../../toolchain/go/versitygw");

/** What the root file system depends on outside of this folder. */
export const OUTSIDE: readonly string[] = ["go.mod", "go.sum"].map((file) => join(GO_MODULE, file));

/** Fills the root file system of objectstore: Debian's packages, the toolchain's versitygw, and the files beside this one. */
export async function buildRootfs(root: string, buildRun: BuildRun): Promise<void> {
  const { progress, signal } = buildRun;
  const { path } = await assemble(["versitygw"], contextOfThisMachine(progress, signal, "production"));
  const user = { name: "objectstore", uid: OBJECTSTORE_UID, description: "Object store", home: DATA_MOUNT };
  await installDebian(root, { suite: DEBIAN_SUITE, packages: DEBIAN_PACKAGES, users: [user] }, buildRun);
  await copyFile(path("versitygw"), join(root, "usr/local/bin/versitygw"));
  await removeOtherServices(join(root, SERVICES));
  const content = {
    files: join(__dirname, "files"),
    mountedFolders: MOUNTED_FOLDERS,
    writableFolders: WRITABLE_FOLDERS,
    ownerUid: OBJECTSTORE_UID,
  };
  await finishRootfs(root, content, buildRun);
}

async function removeOtherServices(folder: string): Promise<void> {
  const services = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  for (const { name } of services.filter((service) => service.name !== S3))
    await rm(join(folder, name), { recursive: true });
}
