import { readFileSync } from "node:fs";
import { chown, mkdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { BuildRun, Recipe } from "../recipe";
import { runInRootfs } from "../run-in-rootfs";
import { toldVersions, type Versions } from "../versions";
import {
  ENVIRONMENT,
  ETCD_TOOLS,
  ETCD_TOOLS_UID,
  MOUNTED_FILES,
  MOUNTED_FOLDERS,
  RECORDED_DIGEST,
  TOOLS,
  VERSIONS,
  WRITABLE_FOLDERS,
} from "./image";
import { buildRootfs, OUTSIDE } from "./rootfs";

const SMOKE_TEST = readFileSync(join(__dirname, "smoke-test"), "utf8");

/** How etcd-tools is built and smoke-tested. */
export const RECIPE: Recipe = {
  folder: __dirname,
  outside: OUTSIDE,
  image: ETCD_TOOLS,
  recordedDigest: RECORDED_DIGEST,
  environment: ENVIRONMENT,
  uid: ETCD_TOOLS_UID,
  command: "/opt/gx/prove-etcd",
  versions: VERSIONS,
  build: buildRootfs,
  smokeTest,
};

/** As the image's user, who also plays what mounts a server's files, and the server. */
async function smokeTest(root: string, { scratch, signal }: BuildRun): Promise<Versions> {
  const container = {
    root,
    uid: ETCD_TOOLS_UID,
    environment: { ...ENVIRONMENT, TOOLS: TOOLS.join(" ") },
    writableFolders: [...WRITABLE_FOLDERS, ...MOUNTED_FOLDERS],
    boundFolders: await emptyFiles(join(scratch, "smoke-test-k3s")),
  };
  const output = await runInRootfs(container, SMOKE_TEST, signal);
  return toldVersions(output);
}

/** Makes a file for each that a pod mounts, which the user can write: by the path that it takes the place of. */
async function emptyFiles(folder: string): Promise<Readonly<Record<string, string>>> {
  await mkdir(folder);
  const files = MOUNTED_FILES.map((path) => [path, join(folder, basename(path))] as const);
  for (const [, file] of files) {
    await writeFile(file, "");
    await chown(file, ETCD_TOOLS_UID, ETCD_TOOLS_UID);
  }
  return Object.fromEntries(files);
}
