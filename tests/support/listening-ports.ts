import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** State LISTEN in /proc/net/tcp, see proc_net_tcp(5). */
const LISTEN = "0A";

/** One listening TCP socket. */
export interface Listener {
  /** The local address as the kernel writes it: hexadecimal, host byte order; loopback is 0100007F. */
  readonly address: string;
  readonly port: number;
}

/** The TCP sockets, IPv4 and IPv6, on which a process listens. */
export function listenersOf(pid: number): Listener[] {
  const inodes = new Set(
    readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      const socket = /^socket:\[(\d+)\]$/.exec(linkTarget(`/proc/${pid}/fd/${fd}`));
      return socket ? [socket[1]] : [];
    }),
  );
  return ["tcp", "tcp6"].flatMap((table) =>
    readFileSync(`/proc/${pid}/net/${table}`, "utf8")
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[3] === LISTEN && inodes.has(fields[9]))
      .map((fields) => {
        const [address = "", port = ""] = (fields[1] ?? "").split(":");
        return { address, port: Number.parseInt(port, 16) };
      }),
  );
}

/** A descriptor may be closed between listing and reading it. */
function linkTarget(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}
