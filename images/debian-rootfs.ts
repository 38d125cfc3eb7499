import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { isCache } from "./caches";
import { ensureDebianPackage } from "./debian-package";
import { machineAptOptions, machineTargets, sourcesOf } from "./debian-sources";
import type { BuildRun } from "./recipe";
import { run, runApart } from "./run";
import { SHARED_FILES } from "./shared-files";

/** A user of an image, with a group of the same name and number. */
export interface RootfsUser {
  readonly name: string;
  readonly uid: number;
  /** What /etc/passwd says of it. */
  readonly description: string;
  readonly home: string;
}

/** What a root file system of Debian holds. */
export interface DebianRootfs {
  /** Name of a release, with whose updates and security updates the packages come. */
  readonly suite: string;
  /** Packages beside those they depend on and the essential ones. */
  readonly packages: readonly string[];
  /** Made before the packages, whose scripts then keep them. */
  readonly users: readonly RootfsUser[];
  /** Further lines of shell before the packages, whose scripts then heed what these made; $1 is the root. */
  readonly beforePackages?: readonly string[];
}

/** What goes into a root file system beside Debian. */
export interface RootfsContent {
  /** Folder whose content is copied over the root, absolute. */
  readonly files: string;
  /** Folders that containers mount something into, absolute in the image. */
  readonly mountedFolders: readonly string[];
  /** Folders that containers write into, absolute in the image. */
  readonly writableFolders: readonly string[];
  /** User and group that own the writable folders but /tmp. */
  readonly ownerUid: number;
}

/** Licences stay; the rest of the documentation, translations and sources of locales do nothing in a container. */
const LEFT_OUT = ["doc/*", "i18n/*", "info/*", "lintian/*", "locale/*", "man/*"];

/** What Debian leaves that an image must not hold: caches, and the build machine's own settings. */
const REMOVED = [
  ...["etc/apt", "etc/hostname", "etc/resolv.conf", "var/cache/apt", "var/cache/debconf", "var/cache/ldconfig"],
  ...["var/lib/apt", "var/log", "var/backups"],
];

/** Installs Debian in a folder that isn't there yet. */
export async function installDebian(root: string, debian: DebianRootfs, buildRun: BuildRun): Promise<void> {
  const { suite, packages, users } = debian;
  await ensureDebianPackage("mmdebstrap", buildRun.progress, buildRun.signal);
  await buildRun.progress.step(`install Debian ${suite} with ${packages[0]} and other packages`, (detail) =>
    bootstrap(root, debian, buildRun, detail),
  );
  for (const user of users) await assertUser(root, user);
}

/** Adds what all images share and the image's own content, and takes away what belongs in no image. */
export async function finishRootfs(root: string, content: RootfsContent, buildRun: BuildRun): Promise<void> {
  const { progress, signal } = buildRun;
  const { files, mountedFolders, writableFolders, ownerUid } = content;
  for (const path of REMOVED) await rm(join(root, path), { recursive: true, force: true });
  for (const path of [...mountedFolders, ...writableFolders, "/var/log", "/var/cache"]) {
    await mkdir(join(root, path), { recursive: true });
  }
  for (const source of [SHARED_FILES, files]) {
    await cp(source, root, { recursive: true, filter: (path) => !isCache(basename(path)) });
  }
  // Whatever the checkout's files are like.
  await run("chmod", ["-R", "u=rwX,go=rX", join(root, "opt/gx")], { signal });
  // Nobody in the image becomes somebody else.
  await run("find", [root, "-type", "f", "-perm", "/6000", "-exec", "chmod", "a-s", "{}", "+"], { signal });
  const own = writableFolders.filter((path) => path !== "/tmp").map((path) => join(root, path));
  await run("chown", [`${ownerUid}:${ownerUid}`, ...own], { signal });
  await progress.step("compile Python's modules", () => compilePython(root, signal));
}

/**
 * Writes the byte code of Debian's modules and ours. The root file system is read-only, and a probe that compiled them anew each
 * time would take several times as long; checked by hash it doesn't depend on times, which an archive has none of.
 */
async function compilePython(root: string, signal: AbortSignal): Promise<void> {
  const libraries = (await readdir(join(root, "usr/lib"))).filter((name) => name.startsWith("python3"));
  const folders = [...libraries.map((name) => `/usr/lib/${name}`), "/opt/gx"];
  const python = ["python3", "-m", "compileall", "-q", "-f", "--invalidation-mode", "unchecked-hash"];
  const env = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", LANG: "C.UTF-8" };
  await runApart("chroot", [root, ...python, ...folders], { env, signal });
}

async function bootstrap(
  root: string,
  { suite, packages, users, beforePackages = [] }: DebianRootfs,
  { scratch, signal }: BuildRun,
  detail: (text: string) => void,
): Promise<void> {
  const hook = join(scratch, "before-packages");
  await writeFile(hook, ["set -e", ...users.flatMap(makeUser), ...beforePackages, ""].join("\n"));
  const sources = sourcesOf(suite, await machineTargets(signal));
  const leftOut = LEFT_OUT.map((glob) => `--dpkgopt=path-exclude=/usr/share/${glob}`);
  const options = (await machineAptOptions(signal)).map((option) => `--aptopt=${option}`);
  await runApart(
    "mmdebstrap",
    [
      ...["--mode=root", "--variant=essential", `--include=${packages.join(",")}`],
      ...[...leftOut, "--dpkgopt=path-include=/usr/share/doc/*/copyright", ...options],
      ...[`--essential-hook=sh '${hook}' "$1"`, suite, root, ...sources],
    ],
    { env: { ...process.env, TMPDIR: scratch }, signal, onLine: detail },
  );
}

function makeUser({ name, uid, description, home }: RootfsUser): readonly string[] {
  return [
    `echo "${name}:x:${uid}:" >> "$1/etc/group"`,
    `echo "${name}:x:${uid}:${uid}:${description}:${home}:/usr/sbin/nologin" >> "$1/etc/passwd"`,
  ];
}

/** Debian's scripts could have made a user of that name or number of their own, had they come first. */
async function assertUser(root: string, { name, uid }: RootfsUser): Promise<void> {
  const users = await readFile(join(root, "etc/passwd"), "utf8");
  const ids = users.split("\n").filter((line) => line.startsWith(`${name}:`) || line.includes(`:x:${uid}:`));
  if (ids.length !== 1) throw new Error(`uid ${uid} isn't ${name}'s alone: ${ids.join(" ")}`);
}
