import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { BuildRun, Recipe } from "../recipe";
import { runInRootfs } from "../run-in-rootfs";
import { toldVersions, type Versions } from "../versions";
import {
  DATA_MOUNT,
  ENVIRONMENT,
  RECORDED_DIGEST,
  REDIS_IMAGE,
  REDIS_UID,
  TOOLS,
  VERSIONS,
  WRITABLE_FOLDERS,
} from "./image";
import { buildRootfs } from "./rootfs";

const SMOKE_TEST = readFileSync(join(__dirname, "smoke-test"), "utf8");
const WITHOUT_VOLUME = readFileSync(join(__dirname, "smoke-test-without-volume"), "utf8");

/** How redis is built and smoke-tested. */
export const RECIPE: Recipe = {
  folder: __dirname,
  image: REDIS_IMAGE,
  recordedDigest: RECORDED_DIGEST,
  environment: ENVIRONMENT,
  uid: REDIS_UID,
  command: "/opt/gx/server",
  versions: VERSIONS,
  build: buildRootfs,
  smokeTest,
};

async function smokeTest(root: string, { signal }: BuildRun): Promise<Versions> {
  const environment = {
    ...ENVIRONMENT,
    ...{ POD_NAME: "redis-0", POD_NAMESPACE: "smoke-test", POD_IP: "127.0.0.1", TOOLS: TOOLS.join(" ") },
  };
  const container = { root, uid: REDIS_UID, environment };
  const writableFolders = WRITABLE_FOLDERS.filter((folder) => folder !== DATA_MOUNT);
  // Root may mount the configuration where a pod would; the script becomes the user.
  await runInRootfs(
    { ...container, uid: 0, writableFolders: [...writableFolders, "/etc/redis"] },
    WITHOUT_VOLUME,
    signal,
  );
  // What a dump is made and proven with is written by the script itself.
  const withSettings = { ...container, writableFolders: [...WRITABLE_FOLDERS, "/etc/backup"] };
  const output = await runInRootfs(withSettings, SMOKE_TEST, signal);
  return toldVersions(output);
}
