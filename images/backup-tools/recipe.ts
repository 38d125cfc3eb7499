import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { BuildRun, Recipe } from "../recipe";
import { runInRootfs } from "../run-in-rootfs";
import { toldVersions, type Versions } from "../versions";
import {
  BACKUP_TOOLS,
  BACKUP_TOOLS_UID,
  ENVIRONMENT,
  MOUNTED_FOLDERS,
  RECORDED_DIGEST,
  TOOLS,
  VERSIONS,
  WRITABLE_FOLDERS,
} from "./image";
import { buildRootfs } from "./rootfs";

const SMOKE_TEST = readFileSync(join(__dirname, "smoke-test"), "utf8");

/** How backup-tools is built and smoke-tested. */
export const RECIPE: Recipe = {
  folder: __dirname,
  image: BACKUP_TOOLS,
  recordedDigest: RECORDED_DIGEST,
  environment: ENVIRONMENT,
  uid: BACKUP_TOOLS_UID,
  command: "/opt/gx/keep",
  versions: VERSIONS,
  build: buildRootfs,
  smokeTest,
};

/** As the image's user, who also plays what mounts a pod's files. */
async function smokeTest(root: string, { signal }: BuildRun): Promise<Versions> {
  const container = {
    root,
    uid: BACKUP_TOOLS_UID,
    environment: { ...ENVIRONMENT, TOOLS: TOOLS.join(" ") },
    writableFolders: [...WRITABLE_FOLDERS, ...MOUNTED_FOLDERS],
  };
  const output = await runInRootfs(container, SMOKE_TEST, signal);
  return toldVersions(output);
}
