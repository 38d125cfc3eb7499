import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { ensureDebianPackage } from "../debian-package";
import { machineAptOptions, machineTargets, sourcesOf } from "../debian-sources";
import type { BuildRun } from "../recipe";
import { run, runApart } from "../run";
import { DEBIAN_PACKAGES, DEBIAN_SUITE, EXPORTER_UID, MOUNTED_FOLDERS, POSTGRES_UID, WRITABLE_FOLDERS } from "./image";
import { installPatroni } from "./patroni";

/** Licences stay; the rest of the documentation, translations and sources of locales do nothing in a container. */
const LEFT_OUT = ["doc/*", "i18n/*", "info/*", "lintian/*", "locale/*", "man/*"];

/**
 * What Debian leaves that an image must not hold: caches, the build machine's own settings, a generated private key, and a
 * configuration that pgBackRest would take where none is mounted.
 */
const REMOVED = [
  ...["etc/apt", "etc/hostname", "etc/resolv.conf", "etc/ssl/private/ssl-cert-snakeoil.key"],
  ...["etc/ssl/certs/ssl-cert-snakeoil.pem", "var/cache/apt", "var/cache/debconf", "var/cache/ldconfig", "var/lib/apt"],
  ...["var/log", "var/backups", "etc/pgbackrest.conf"],
];

/** Before the packages, whose scripts then keep these users and make no cluster of their own. */
const BEFORE_PACKAGES = `set -e
echo "postgres:x:${POSTGRES_UID}:" >> "$1/etc/group"
echo "postgres:x:${POSTGRES_UID}:${POSTGRES_UID}:PostgreSQL:/var/lib/postgresql:/bin/bash" >> "$1/etc/passwd"
echo "exporter:x:${EXPORTER_UID}:" >> "$1/etc/group"
echo "exporter:x:${EXPORTER_UID}:${EXPORTER_UID}:Exporter of metrics:/nonexistent:/usr/sbin/nologin" >> "$1/etc/passwd"
mkdir -p "$1/etc/postgresql-common"
echo "create_main_cluster = false" > "$1/etc/postgresql-common/createcluster.conf"
`;

/** Fills the root file system of postgres-ha: Debian's packages, Patroni, and the files beside this one. */
export async function buildRootfs(root: string, buildRun: BuildRun): Promise<void> {
  await ensureDebianPackage("mmdebstrap", buildRun.progress, buildRun.signal);
  await buildRun.progress.step(
    `install Debian ${DEBIAN_SUITE} with ${DEBIAN_PACKAGES[0]} and other packages`,
    (detail) => installDebian(root, buildRun, detail),
  );
  await buildRun.progress.step("install Patroni", () => installPatroni(root, buildRun));
  await finish(root, buildRun);
}

async function installDebian(root: string, { scratch, signal }: BuildRun, detail: (text: string) => void) {
  const hook = join(scratch, "before-packages");
  await writeFile(hook, BEFORE_PACKAGES);
  const sources = sourcesOf(DEBIAN_SUITE, await machineTargets(signal));
  const leftOut = LEFT_OUT.map((glob) => `--dpkgopt=path-exclude=/usr/share/${glob}`);
  const options = (await machineAptOptions(signal)).map((option) => `--aptopt=${option}`);
  await runApart(
    "mmdebstrap",
    [
      ...["--mode=root", "--variant=essential", `--include=${DEBIAN_PACKAGES.join(",")}`],
      ...[...leftOut, "--dpkgopt=path-include=/usr/share/doc/*/copyright", ...options],
      ...[`--essential-hook=sh '${hook}' "$1"`, DEBIAN_SUITE, root, ...sources],
    ],
    { env: { ...process.env, TMPDIR: scratch }, signal, onLine: detail },
  );
}

async function finish(root: string, { signal }: BuildRun): Promise<void> {
  for (const path of REMOVED) await rm(join(root, path), { recursive: true, force: true });
  for (const path of [...MOUNTED_FOLDERS, ...WRITABLE_FOLDERS, "/var/log", "/var/cache"]) {
    await mkdir(join(root, path), { recursive: true });
  }
  const scripts = join(root, "opt/gx");
  await cp(join(__dirname, "files"), root, { recursive: true, filter: (path) => basename(path) !== "__pycache__" });
  // Whatever the checkout's files are like.
  await run("chmod", ["-R", "u=rwX,go=rX", scripts], { signal });
  // Nobody in the image becomes somebody else.
  await run("find", [root, "-type", "f", "-perm", "/6000", "-exec", "chmod", "a-s", "{}", "+"], { signal });
  const own = WRITABLE_FOLDERS.filter((path) => path !== "/tmp").map((path) => join(root, path));
  await run("chown", [`${POSTGRES_UID}:${POSTGRES_UID}`, ...own], { signal });
  await assertUser(root, "postgres", POSTGRES_UID);
  await assertUser(root, "exporter", EXPORTER_UID);
}

/** Debian's scripts could have made a user of that name or number of their own, had they come first. */
async function assertUser(root: string, name: string, uid: number): Promise<void> {
  const users = await readFile(join(root, "etc/passwd"), "utf8");
  const ids = users.split("\n").filter((line) => line.startsWith(`${name}:`) || line.includes(`:x:${uid}:`));
  if (ids.length !== 1) throw new Error(`uid ${uid} isn't ${name}'s alone: ${ids.join(" ")}`);
}
