import { rm } from "node:fs/promises";
import { join } from "node:path";
import { finishRootfs, installDebian } from "../debian-rootfs";
import type { BuildRun } from "../recipe";
import { DEBIAN_PACKAGES, DEBIAN_SUITE, EXPORTER_UID, MOUNTED_FOLDERS, POSTGRES_UID, WRITABLE_FOLDERS } from "./image";
import { installPatroni } from "./patroni";

const USERS = [
  { name: "postgres", uid: POSTGRES_UID, description: "PostgreSQL", home: "/var/lib/postgresql" },
  { name: "exporter", uid: EXPORTER_UID, description: "Exporter of metrics", home: "/nonexistent" },
];

/** Debian's script makes a cluster of its own otherwise. */
const NO_CLUSTER = [
  'mkdir -p "$1/etc/postgresql-common"',
  'echo "create_main_cluster = false" > "$1/etc/postgresql-common/createcluster.conf"',
];

/** A private key that was generated, and a configuration that pgBackRest would take where none is mounted. */
const REMOVED = [
  ...["etc/ssl/private/ssl-cert-snakeoil.key", "etc/ssl/certs/ssl-cert-snakeoil.pem"],
  "etc/pgbackrest.conf",
];

/** Fills the root file system of postgres-ha: Debian's packages, Patroni, and the files beside this one. */
export async function buildRootfs(root: string, buildRun: BuildRun): Promise<void> {
  const debian = { suite: DEBIAN_SUITE, packages: DEBIAN_PACKAGES, users: USERS, beforePackages: NO_CLUSTER };
  await installDebian(root, debian, buildRun);
  await buildRun.progress.step("install Patroni", () => installPatroni(root, buildRun));
  for (const path of REMOVED) await rm(join(root, path), { force: true });
  const content = {
    files: join(__dirname, "files"),
    mountedFolders: MOUNTED_FOLDERS,
    writableFolders: WRITABLE_FOLDERS,
    ownerUid: POSTGRES_UID,
  };
  await finishRootfs(root, content, buildRun);
}
