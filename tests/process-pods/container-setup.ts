import { statSync } from "node:fs";
import { join } from "node:path";

import { pathInRoot } from "./path-in-root";

/** Something of this machine that a container sees. */
export interface Mount {
  /** A folder or file outside. */
  readonly source: string;
  /** Where it is inside. */
  readonly target: string;
  readonly readOnly: boolean;
}

/** What a container's processes run as. */
export interface Identity {
  readonly user: number;
  readonly group: number;
  readonly otherGroups: readonly number[];
}

/** What a container's file system is made from. */
export interface ContainerRoot {
  /** The image's root file system; never written to. */
  readonly imageFolder: string;
  /** An empty folder that is mounted over, in the container's mount namespace alone. */
  readonly stageFolder: string;
  readonly mounts: readonly Mount[];
  /** Whether only mounts can be written. */
  readonly readOnly: boolean;
  readonly hostname: string;
}

const DEVICES = ["null", "zero", "full", "random", "urandom", "tty"];
/** What container runtimes give as shared memory. */
const SHARED_MEMORY = "64m";

/**
 * The shell script that makes a container's file system in the mount namespace it runs in, and then becomes the command
 * that it is given as arguments. What is written into the root goes to memory and with the container.
 */
export function setupScript(root: ContainerRoot, identity: Identity): string {
  const stage = quoted(root.stageFolder);
  const inside = quoted(join(root.stageFolder, "root"));
  const mounts = [...root.mounts].sort((one, other) => one.target.length - other.target.length);
  return [
    "set -eu; umask 022; image_path=$PATH; PATH=/usr/sbin:/usr/bin:/sbin:/bin",
    `hostname ${quoted(root.hostname)}`,
    `mount -t tmpfs -o mode=755 tmpfs ${stage}; cd ${stage}; mkdir upper work root`,
    `mount -t overlay overlay -o lowerdir=${quoted(root.imageFolder)},upperdir=upper,workdir=work root`,
    `cd root; mkdir -p proc sys dev tmp`,
    "mount -t proc proc proc; mount -t sysfs -o ro sysfs sys; mount -t tmpfs -o mode=755 tmpfs dev",
    ...DEVICES.map((name) => `touch dev/${name}; mount --bind /dev/${name} dev/${name}`),
    "ln -s /proc/self/fd dev/fd; ln -s fd/0 dev/stdin; ln -s fd/1 dev/stdout; ln -s fd/2 dev/stderr",
    `mkdir dev/shm; mount -t tmpfs -o mode=1777,size=${SHARED_MEMORY} tmpfs dev/shm`,
    ...mounts.map((mount) => mountScript(root.imageFolder, mount)),
    ...(root.readOnly ? [`mount -o remount,bind,ro ${inside}`] : []),
    "PATH=$image_path",
    `exec /usr/sbin/chroot ${inside} ${asIdentity(identity).map(quoted).join(" ")} "$@"`,
  ].join("\n");
}

/**
 * What a command is appended to, inside of a container, to run as its user: without any capability, without ways to gain
 * one, and ended with the process that started it. The image must have `setpriv` (util-linux).
 */
export function asIdentity({ user, group, otherGroups }: Identity): string[] {
  return [
    ...["/usr/bin/setpriv", `--reuid=${user}`, `--regid=${group}`],
    otherGroups.length > 0 ? `--groups=${otherGroups.join(",")}` : "--clear-groups",
    ...["--inh-caps=-all", "--bounding-set=-all", "--no-new-privs", "--pdeathsig=KILL", "--"],
  ];
}

function mountScript(imageFolder: string, { source, target, readOnly }: Mount): string {
  const place = quoted(`.${pathInRoot(imageFolder, target)}`);
  const make = statSync(source).isDirectory()
    ? `mkdir -p ${place}`
    : `mkdir -p $(dirname ${place}); [ -e ${place} ] || touch ${place}`;
  const bind = `mount --bind ${quoted(source)} ${place}`;
  return [make, bind, ...(readOnly ? [`mount -o remount,bind,ro ${place}`] : [])].join("; ");
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
