import { createServer } from "node:net";

/** All a lab listens on. Nothing but this machine can reach it. */
export const LOOPBACK = "127.0.0.1";

/** The listeners of a lab. */
export const PORT_NAMES = [
  "etcd-client",
  "etcd-peer",
  "api-server",
  "controller-manager",
  "scheduler",
  "kwok",
] as const;
/** One of {@link PORT_NAMES}. */
export type PortName = (typeof PORT_NAMES)[number];
/** The TCP port of every listener of a lab. */
export type Ports = Readonly<Record<PortName, number>>;

/** A listener found its port taken: choosing again can mend it. */
export class PortTaken extends Error {
  override readonly name = "PortTaken";
}

/**
 * A port for each listener: the one it had before if that is (still) to be had, a free one otherwise.
 * @param mayKeep tells whether a port that answers as taken is taken by the lab itself.
 */
export async function choosePorts(
  previous: Partial<Ports> = {},
  mayKeep: (name: PortName) => boolean = () => false,
): Promise<Ports> {
  const chosen = new Map<PortName, number>();
  for (const name of PORT_NAMES) {
    const before = previous[name];
    const usable = before !== undefined && (mayKeep(name) || (await isFree(before)));
    chosen.set(name, usable ? before : await freePort([...chosen.values(), ...Object.values(previous)]));
  }
  return Object.fromEntries(chosen) as Ports;
}

/** Whether nobody listens on that port of the loopback address. */
export async function isFree(port: number): Promise<boolean> {
  return (await listenOnce(port)) !== undefined;
}

/** Whether two sets of ports are the same. */
export function samePorts(one: Ports, other: Ports): boolean {
  return PORT_NAMES.every((name) => one[name] === other[name]);
}

async function freePort(avoid: readonly number[]): Promise<number> {
  for (;;) {
    const port = await listenOnce(0);
    if (port !== undefined && !avoid.includes(port)) return port;
  }
}

/** Listens and lets go; the port that was bound, or undefined if it could not be. */
function listenOnce(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    server.listen({ port, host: LOOPBACK, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" ? address?.port : undefined));
    });
  });
}
