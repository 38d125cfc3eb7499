import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** What holds network namespaces, by process, as /proc tells. */
interface Holder {
  readonly pid: number;
  /** What it is in, has open or has mounted, such as `net:[4026532000]`. */
  readonly networks: readonly string[];
}

/**
 * Those of the network namespaces that one of the processes still is in, has open or has mounted: the kernel takes back every other
 * one, with its devices and rules. In words.
 */
export function networksHeld(ids: ReadonlySet<string>, pids: readonly number[]): string[] {
  const known = [...ids].filter((id) => id.startsWith("net:"));
  const holders = pids.map((pid) => ({ pid, networks: networksOf(pid) }));
  return known.flatMap((id) => heldBy(id, holders));
}

/** The network namespaces that are mounted somewhere, by /proc/PID/mountinfo: see namespaces(7). */
export function mountedNetworks(mountinfo: string): string[] {
  return mountinfo.split("\n").flatMap((line) => {
    const root = line.split(" ")[3] ?? "";
    return root.startsWith("net:[") && line.includes(" - nsfs ") ? [root] : [];
  });
}

function heldBy(id: string, holders: readonly Holder[]): string[] {
  const holder = holders.find(({ networks }) => networks.includes(id));
  return holder ? [`network ${id}, by process ${holder.pid} or a mount that it sees`] : [];
}

/** A process may end at any moment: then it holds nothing. */
function networksOf(pid: number): string[] {
  const folder = `/proc/${pid}`;
  const open = orEmpty(() => readdirSync(`${folder}/fd`)).map((fd) => `${folder}/fd/${fd}`);
  const links = [`${folder}/ns/net`, ...open].flatMap((link) => orEmpty(() => [readlinkSync(link)]));
  const mounted = orEmpty(() => mountedNetworks(readFileSync(`${folder}/mountinfo`, "utf8")));
  return [...links.filter((link) => link.startsWith("net:[")), ...mounted];
}

function orEmpty(read: () => string[]): string[] {
  try {
    return read();
  } catch {
    return [];
  }
}
