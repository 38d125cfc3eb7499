import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * What a command is appended to so that it runs in a network namespace with nothing but `lo`, and a mount namespace. It
 * becomes the command. Addresses and mounts made in there are gone with its last process, however that ends.
 */
export const OWN_NETWORK: readonly string[] = [
  ...["unshare", "--net", "--mount", "--propagation", "private", "--"],
  ...["/bin/sh", "-c", 'ip link set lo up && exec "$@"', "own-network"],
];

/** What pods as processes are made with. */
const TRIAL = `
  unshare --pid --uts --mount --fork --kill-child=SIGKILL --propagation private -- /bin/sh -c '
    mount -t tmpfs tmpfs /mnt && mkdir /mnt/upper /mnt/work /mnt/root &&
    mount -t overlay overlay -o lowerdir=/,upperdir=/mnt/upper,workdir=/mnt/work /mnt/root &&
    mount -t proc proc /mnt/root/proc && exec setpriv --reuid 1 --pdeathsig KILL true'`;

/** Why this machine can't run commands in {@link OWN_NETWORK}, and pods as processes in there; `undefined` where it can. */
export function obstacleToOwnNetwork(): string | undefined {
  const [program = "", ...args] = [...OWN_NETWORK, "/bin/sh", "-c", TRIAL];
  const { status, stderr, error } = spawnSync(program, args, { encoding: "utf8" });
  if (status === 0) return undefined;
  const reason = error?.message ?? (stderr.trim().split("\n", 1)[0] || `exit code ${status}`);
  return `no network and mount namespaces here, root is needed: ${reason}`;
}

/** Why this process does not run in {@link OWN_NETWORK}; `undefined` where it does. For `describeUnless`. */
export function notInOwnNetwork(): string | undefined {
  const interfaces = readFileSync("/proc/self/net/dev", "utf8").match(/^\s*\S+(?=:)/gm) ?? [];
  if (interfaces.every((name) => name.trim() === "lo")) return undefined;
  return (
    obstacleToOwnNetwork() ?? "not in a network namespace of its own: run npm test -- objectstore postgres redis backup"
  );
}
