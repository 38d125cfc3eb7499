import { runApart } from "./run";

/** A root file system and how a container of it would run. */
export interface RootfsContainer {
  /** Its folder, absolute. */
  readonly root: string;
  /** User and group. */
  readonly uid: number;
  /** The whole environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Folders in it that can be written: each is an empty one in memory. */
  readonly writableFolders: readonly string[];
  /** Folders of this machine, absolute, by the folder in it that each takes the place of. */
  readonly boundFolders?: Readonly<Record<string, string>>;
}

/** $1 root, $2 uid, $3 script, $4 … writable folders, or SOURCE:FOLDER for bound ones. What it mounts is gone with its namespace. */
const ENTER = `set -eu
root=$1 uid=$2 script=$3
shift 3
mount --bind "$root" "$root"
mount -o remount,bind,ro "$root"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
for folder; do
  case $folder in
    *:*) mount --bind "\${folder%:*}" "$root\${folder##*:}" ;;
    *) mount -t tmpfs -o "mode=700,uid=$uid,gid=$uid" tmpfs "$root$folder" ;;
  esac
done
exec unshare --net chroot --userspec="$uid:$uid" --groups= "$root" bash -euo pipefail -c "$script"`;

/**
 * Runs a bash script in a root file system as one of its containers would run: as its user, nothing writable but the given folders,
 * without a network. Needs root.
 * @returns what it printed, trimmed
 * @throws UserError with what it printed where it fails
 */
export function runInRootfs(container: RootfsContainer, script: string, signal: AbortSignal): Promise<string> {
  const { root, uid, environment, writableFolders, boundFolders = {} } = container;
  const bound = Object.entries(boundFolders).map(([folder, source]) => `${source}:${folder}`);
  const words = ["-c", ENTER, "sh", root, `${uid}`, script, ...writableFolders, ...bound];
  return runApart("sh", words, { env: environment, signal });
}
