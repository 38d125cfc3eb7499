import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { LOOPBACK } from "../lab/ports";

/** A TCP proxy that makes a server on this machine look as if it were far away. */
export interface DelayingProxy {
  readonly port: number;
  /** Ends every connection and stops listening. */
  close(): Promise<void>;
}

/** Where a TCP server listens. */
interface Address {
  readonly host: string;
  readonly port: number;
}

/** Starts one on a free port of the loopback address, in front of another port of it. */
export function startDelayingProxy(targetPort: number, oneWayMs: number): Promise<DelayingProxy> {
  const target = { host: LOOPBACK, port: targetPort };
  return startDelayingRelay({ host: LOOPBACK, port: 0 }, () => target, oneWayMs);
}

/**
 * Starts one at an address, in front of many servers. What either side sends arrives `oneWayMs` later, in order, however
 * much it is; a new connection's first bytes arrive another two ways later, which is what TCP's handshake takes.
 * @param targetOf which server a connection leads to
 */
export async function startDelayingRelay(
  listen: Address,
  targetOf: (client: Socket) => Address,
  oneWayMs: number,
): Promise<DelayingProxy> {
  const open = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const target = connect({ ...targetOf(client), allowHalfOpen: true, noDelay: true });
    const established = new Promise<void>((resolve) => setTimeout(resolve, 2 * oneWayMs));
    forward(client, target, oneWayMs, established);
    forward(target, client, oneWayMs, established);
    for (const socket of [client, target]) {
      open.add(socket);
      socket.on("close", () => open.delete(socket));
    }
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(listen.port, listen.host, resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      for (const socket of open) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** Sends on what one side says, and that it has said all, each after the delay. A broken connection breaks at once. */
function forward(from: Socket, to: Socket, oneWayMs: number, established: Promise<void>): void {
  // Timers of one length fire in the order they were set.
  const later = (deliver: () => void) => void established.then(() => setTimeout(deliver, oneWayMs));
  from.on("data", (chunk) => later(() => to.write(chunk)));
  from.on("end", () => later(() => to.end()));
  from.on("error", () => to.resetAndDestroy());
}
