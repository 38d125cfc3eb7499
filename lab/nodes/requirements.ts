import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

import { UserError } from "../../toolchain/user-error";
import { hierarchies, missingControllers, obstacleToMaking } from "./cgroups";

/** What the control plane and four nodes take with a small pod each (measured: 1.2 GiB), and room for others. */
const NEEDED_MEBIBYTES = 2048;

/** Tries, in namespaces that are gone afterwards, what nodes are made with. $1 is a folder to try in. */
const TRIAL = `
  cd "$1" && mkdir lower upper work merged &&
  mount -t overlay overlay -o lowerdir=lower,upperdir=upper,workdir=work merged &&
  mount -t sysfs sysfs merged && ip link add lab0 type bridge && ip link add end0 type veth peer name end1 &&
  if [ ! -e /proc/sys/net/bridge/bridge-nf-call-iptables ]; then
    echo "the kernel doesn't show bridged packets to iptables: run modprobe br_netfilter" && exit 1
  fi`;
const TRIAL_NAMESPACES = [
  ...["--net", "--mount", "--propagation=private", "--uts", "--ipc", "--cgroup"],
  ...["--pid", "--fork", "--kill-child=SIGKILL", "--mount-proc"],
];
/** What the rules of kube-proxy and kube-router are made of. */
const RULES_TRIAL = `
  iptables -t nat -A OUTPUT -m conntrack --ctstate NEW -m statistic --mode random --probability 0.5 -j RETURN &&
  ipset create pods hash:ip && iptables -A FORWARD -m set --match-set pods dst -j REJECT`;

/** What a node's volumes are made of. $1 is a folder to try in. */
const STORAGE_TRIAL = `
  cd "$1" && truncate --size=4M storage && mkfs.ext4 -q -F storage && mkdir mounted && mount -o loop storage mounted`;

/**
 * Why this machine can't run real nodes, before anything is installed or written on it; `undefined` where it can.
 * @param parent an existing folder on the disk that is to hold the nodes' images and containers
 */
export function obstacleToRealNodes(parent: string): string | undefined {
  return memoryObstacle(readFileSync("/proc/meminfo", "utf8")) ?? cgroupObstacle() ?? trialObstacle(parent);
}

/** Why this process can't run real nodes, whatever the machine has; `undefined` where it can. */
export function obstacleToThisUser(): string | undefined {
  if (process.platform !== "linux") {
    return "they are made of Linux's namespaces: run this on Linux, or in a virtual machine";
  }
  if (process.getuid?.() !== 0) return "namespaces, mounts and cgroups need root: run this as root";
  return undefined;
}

/** Why this machine can't give nodes their rules, once iptables and ipset are installed. */
export function obstacleToRules(): string | undefined {
  return failureOf(
    ["unshare", "--net", "--", "/bin/sh", "-c", RULES_TRIAL],
    "iptables can't make the rules for Services and NetworkPolicies here",
  );
}

/**
 * Why this machine can't give nodes volumes, once e2fsprogs is installed.
 * @param parent an existing folder on the disk that is to hold them
 */
export function obstacleToVolumes(parent: string): string | undefined {
  return tried(
    parent,
    STORAGE_TRIAL,
    ["--mount", "--propagation=private"],
    "loop devices, with ext4 on them, can't be had",
  );
}

/** @throws UserError where there is an obstacle */
export function refuse(obstacle: string | undefined): void {
  if (obstacle !== undefined) throw new UserError(`real nodes can't run here: ${obstacle}`);
}

/** Whether /proc/meminfo says that there is too little memory. */
export function memoryObstacle(meminfo: string): string | undefined {
  const available = Math.floor(Number(/^MemAvailable: +(\d+) kB$/m.exec(meminfo)?.[1] ?? 0) / 1024);
  if (available >= NEEDED_MEBIBYTES) return undefined;
  return `${available} MiB of memory are available, ${NEEDED_MEBIBYTES} MiB are needed: end something, or use a larger machine`;
}

function cgroupObstacle(): string | undefined {
  const found = hierarchies();
  const missing = missingControllers(found);
  if (missing.length > 0) {
    return `no cgroups for ${missing.join(", ")} are mounted below /sys/fs/cgroup: mount them, or start the kernel with them`;
  }
  const obstacle = obstacleToMaking(found);
  return obstacle && `cgroups can't be made: ${obstacle}`;
}

function trialObstacle(parent: string): string | undefined {
  const meaning = `namespaces, a bridge or an overlay on the disk of ${parent} can't be had`;
  return tried(parent, TRIAL, TRIAL_NAMESPACES, meaning);
}

/** Runs a script in namespaces of its own, with a folder in `parent` to try in, which is gone afterwards. */
function tried(parent: string, script: string, namespaces: readonly string[], meaning: string): string | undefined {
  const folder = join(parent, `.trial-${process.pid}`);
  mkdirSync(folder);
  try {
    return failureOf(["unshare", ...namespaces, "--", "/bin/sh", "-c", script, "trial", folder], meaning);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `undefined` where the command ends well; otherwise what that means and the first of what it said. */
function failureOf([program = "", ...args]: readonly string[], meaning: string): string | undefined {
  // Not everybody who is root has these on PATH.
  const env = { ...process.env, PATH: `${process.env.PATH ?? ""}:/usr/sbin:/sbin` };
  const { status, stdout, stderr, error } = spawnSync(program, args, { env, encoding: "utf8" });
  if (status === 0) return undefined;
  const reason = error?.message ?? (`${stdout}${stderr}`.trim().split("\n")[0] || `exit code ${status}`);
  return `${meaning} (${reason})`;
}
