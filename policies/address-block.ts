import { BlockList, isIP } from "node:net";

/** Networks of private addresses, the cluster's pods and services among them. Sources: RFC 1918, RFC 4193. */
export const PRIVATE_NETWORKS: readonly string[] = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"];

/** Whether every address of the block `inner` is one of `outer`, both in CIDR notation. What is no block contains nothing. */
export function contains(outer: string, inner: string): boolean {
  const [around, within] = [parse(outer), parse(inner)];
  if (!around || !within || around.family !== within.family || around.bits > within.bits) return false;
  const block = new BlockList();
  block.addSubnet(around.address, around.bits, around.family);
  return block.check(within.address, within.family);
}

function parse(cidr: string): { address: string; bits: number; family: "ipv4" | "ipv6" } | undefined {
  const [, address = "", digits = ""] = /^([^/]+)\/(\d+)$/.exec(cidr) ?? [];
  const version = isIP(address);
  const bits = Number(digits);
  if (version === 0 || bits > (version === 4 ? 32 : 128)) return undefined;
  return { address, bits, family: version === 4 ? "ipv4" : "ipv6" };
}
