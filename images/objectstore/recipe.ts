import { randomBytes } from "node:crypto";
import { chown, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { certificateAuthority } from "../../components/certificates/authority";
import type { BuildRun, Recipe } from "../recipe";
import { runInRootfs } from "../run-in-rootfs";
import { toldVersions, type Versions } from "../versions";
import {
  DATA_MOUNT,
  ENVIRONMENT,
  MOUNTED_FOLDERS,
  OBJECTSTORE_IMAGE,
  OBJECTSTORE_UID,
  RECORDED_DIGEST,
  TOOLS,
  VERSIONS,
  WRITABLE_FOLDERS,
} from "./image";
import { buildRootfs, OUTSIDE } from "./rootfs";

/** The smoke test's script, and what it calls. */
const SMOKE_TEST = join(__dirname, "smoke-test");
const SMOKE_TEST_CLIENT = join(__dirname, "smoke");

/** How objectstore is built and smoke-tested. */
export const RECIPE: Recipe = {
  folder: __dirname,
  outside: OUTSIDE,
  image: OBJECTSTORE_IMAGE,
  recordedDigest: RECORDED_DIGEST,
  environment: ENVIRONMENT,
  uid: OBJECTSTORE_UID,
  command: "/opt/gx/server",
  versions: VERSIONS,
  build: buildRootfs,
  smokeTest,
};

/** By root, who may put files where a pod mounts them; what is tested runs as the user. The data are on a disk, as they will be. */
async function smokeTest(root: string, { scratch, signal }: BuildRun): Promise<Versions> {
  const data = join(scratch, "smoke-test-data");
  await mkdir(data);
  await chown(data, OBJECTSTORE_UID, OBJECTSTORE_UID);
  const output = await runInRootfs(
    {
      root,
      uid: 0,
      environment: { ...ENVIRONMENT, ...certificates(), POD_IP: "127.0.0.1", TOOLS: TOOLS.join(" ") },
      writableFolders: [...WRITABLE_FOLDERS.filter((folder) => folder !== DATA_MOUNT), ...MOUNTED_FOLDERS],
      boundFolders: { [DATA_MOUNT]: data, "/mnt": SMOKE_TEST_CLIENT },
    },
    await readFile(SMOKE_TEST, "utf8"),
    signal,
  );
  return toldVersions(output);
}

/** As a pod's: by an authority that nobody else knows, for the name by which the keeper calls. */
function certificates(): Readonly<Record<string, string>> {
  const today = new Date().toISOString().slice(0, "YYYY-MM-DD".length);
  const authority = certificateAuthority({
    ...{ seed: randomBytes(32).toString("hex"), name: "objectstore of a smoke test" },
    ...{ notBefore: today, validDays: 3 },
  });
  const { certificatePem, privateKeyPem } = authority.issue({
    ...{ purpose: "server", commonName: "objectstore", dnsNames: ["localhost"] },
    ...{ notBefore: today, validDays: 2 },
  });
  return { AUTHORITY: authority.certificatePem, CERTIFICATE: certificatePem, CERTIFICATE_KEY: privateKeyPem };
}
