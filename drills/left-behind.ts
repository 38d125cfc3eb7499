import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

import { hierarchies } from "../lab/nodes/cgroups";
import type { RealLayout } from "../lab/nodes/real-layout";
import { until } from "../tests/support/until";
import { labNamespaces, type NamespacesAt, processesOf, processesSince } from "./lab-processes";
import { networksHeld } from "./network-namespaces";

/** Settings of the machine's kernel that a kubelet or kube-proxy would change if it could. */
const SETTINGS = [
  ...["vm/overcommit_memory", "vm/panic_on_oom", "kernel/panic", "kernel/panic_on_oops"],
  ...["kernel/keys/root_maxkeys", "kernel/keys/root_maxbytes", "kernel/hostname", "net/ipv4/ip_forward"],
  ...["net/netfilter/nf_conntrack_max", "net/netfilter/nf_conntrack_tcp_timeout_established"],
];

/** What a lab has to leave as it found it, and what of it could be left. */
export interface Traces {
  readonly settings: string;
  readonly namespaces: NamespacesAt;
}

/** The machine's settings, and the namespaces of the lab if it runs. */
export function traces(layout: RealLayout): Traces {
  return { settings: settings(), namespaces: labNamespaces(layout) };
}

/** @throws Error with all that is left of a stopped lab. The last of it may go a moment after its processes: that is waited for */
export async function assertNothingLeft(layout: RealLayout, before: Traces): Promise<void> {
  await until("nothing of the lab to be left", () => {
    const left = leftOf(layout, before);
    return left.length === 0 || left.join("; ");
  });
}

/** @throws Error unless what runs now would be found if it were left: its processes, networks, cgroups and files */
export function assertWouldBeFound(layout: RealLayout): void {
  const found = leftOf(layout, traces(layout));
  const unseen = ["process ", "network ", "loop device ", "cgroup ", "file "].filter(
    (kind) => !found.some((line) => line.startsWith(kind)),
  );
  if (unseen.length > 0) throw new Error(`nothing is seen of a running lab's ${unseen.join(", ")}`);
}

function leftOf(layout: RealLayout, before: Traces): string[] {
  return [
    ...processesOf(before.namespaces, layout.folder),
    ...linesWith("/proc/self/mountinfo", layout.folder).map((line) => `mount ${line}`),
    ...loopDevices(layout.folder),
    ...hierarchies()
      .map(({ folder }) => join(folder, layout.cgroup))
      .filter(existsSync)
      .map((folder) => `cgroup ${folder}`),
    ...networksHeld(before.namespaces.ids, processesSince(before.namespaces)),
    ...readdirSync(layout.folder)
      .filter((name) => ![layout.logsFolder, layout.realStateFile].some((path) => basename(path) === name))
      .map((name) => `file ${name}`),
    ...(settings() === before.settings ? [] : [`kernel settings were ${before.settings} and are ${settings()}`]),
  ];
}

/** Loop devices over files in a folder: see /sys/block/loopN/loop/backing_file. */
function loopDevices(folder: string): string[] {
  return readdirSync("/sys/block")
    .filter((name) => name.startsWith("loop"))
    .filter((name) => linesWith(`/sys/block/${name}/loop/backing_file`, folder).length > 0)
    .map((name) => `loop device ${name}`);
}

function linesWith(file: string, text: string): string[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line.includes(text));
}

function settings(): string {
  const present = SETTINGS.filter((name) => existsSync(`/proc/sys/${name}`));
  return present.map((name) => `${name}=${readFileSync(`/proc/sys/${name}`, "utf8").trim()}`).join(" ");
}
