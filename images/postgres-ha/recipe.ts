import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { BuildRun, Recipe } from "../recipe";
import { runInRootfs } from "../run-in-rootfs";
import { toldVersions, type Versions } from "../versions";
import {
  DATA_MOUNT,
  ENVIRONMENT,
  EXPORTER_UID,
  POSTGRES_HA,
  POSTGRES_UID,
  RECORDED_DIGEST,
  TOOLS,
  VERSIONS,
  WRITABLE_FOLDERS,
} from "./image";
import { buildRootfs } from "./rootfs";

const SMOKE_TEST = readFileSync(join(__dirname, "smoke-test"), "utf8");
const EXPORTER = readFileSync(join(__dirname, "smoke-test-exporter"), "utf8");
const WITHOUT_VOLUME = readFileSync(join(__dirname, "smoke-test-without-volume"), "utf8");

/** pgBackRest's settings for a repository in a folder. */
const REPOSITORY = {
  PGBACKREST_REPO1_PATH: "/tmp/repository",
  PGBACKREST_REPO1_CIPHER_TYPE: "aes-256-cbc",
  PGBACKREST_REPO1_CIPHER_PASS: "smoke",
  PGBACKREST_REPO1_BUNDLE: "y",
  PGBACKREST_REPO1_RETENTION_FULL: "1",
  PGBACKREST_COMPRESS_TYPE: "zst",
  PGBACKREST_START_FAST: "y",
  PGBACKREST_ARCHIVE_ASYNC: "y",
  PGBACKREST_SPOOL_PATH: "/var/spool/pgbackrest",
  PGBACKREST_LOG_LEVEL_FILE: "off",
} as const;

/** How postgres-ha is built and smoke-tested. */
export const RECIPE: Recipe = {
  folder: __dirname,
  image: POSTGRES_HA,
  recordedDigest: RECORDED_DIGEST,
  environment: ENVIRONMENT,
  uid: POSTGRES_UID,
  command: "/opt/gx/start",
  versions: VERSIONS,
  build: buildRootfs,
  smokeTest,
};

async function smokeTest(root: string, { signal }: BuildRun): Promise<Versions> {
  const container = {
    root,
    uid: POSTGRES_UID,
    environment: {
      ...ENVIRONMENT,
      POD_IP: "127.0.0.1",
      TOOLS: TOOLS.join(" "),
      POSTGRES_UID: `${POSTGRES_UID}`,
      EXPORTER_UID: `${EXPORTER_UID}`,
    },
  };
  const writableFolders = WRITABLE_FOLDERS.filter((folder) => folder !== DATA_MOUNT);
  await runInRootfs({ ...container, writableFolders }, WITHOUT_VOLUME, signal);
  // Two users are in it, as in a pod: each process becomes its own.
  await runInRootfs({ ...container, uid: 0, writableFolders: WRITABLE_FOLDERS }, EXPORTER, signal);
  const environment = { ...container.environment, ...REPOSITORY };
  const output = await runInRootfs(
    { ...container, environment, writableFolders: WRITABLE_FOLDERS },
    SMOKE_TEST,
    signal,
  );
  return toldVersions(output);
}
