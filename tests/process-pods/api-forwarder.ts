import { connect, createServer, type Server, type Socket } from "node:net";

import { LOOPBACK } from "../../lab/ports";

/**
 * How connections end when a pod is cut off: `silent` as where packets are lost, so that a client learns of it by its own
 * timeouts alone, or `reset`.
 */
export type Cut = "silent" | "reset";

/** One pod's way to the API server: a port of its own that leads there, unless it is cut. */
export class ApiForwarder {
  private readonly pairs = new Set<readonly [Socket, Socket]>();
  private cut: Cut | undefined;

  private constructor(
    private readonly server: Server,
    /** Where the pod finds the API server, on 127.0.0.1. */
    readonly port: number,
  ) {}

  /** Listens on a free port of 127.0.0.1 and leads on to `target`. */
  static start(target: { readonly hostname: string; readonly port: string }): Promise<ApiForwarder> {
    return new Promise((resolve, reject) => {
      const server = createServer();
      server.once("error", reject);
      server.listen(0, LOOPBACK, () => {
        const address = server.address();
        const forwarder = new ApiForwarder(server, typeof address === "object" && address ? address.port : 0);
        server.on("connection", (incoming) => forwarder.forward(incoming, target));
        resolve(forwarder);
      });
    });
  }

  /** Stops all traffic: open connections go silent or are reset, new ones are reset at once. */
  cutOff(cut: Cut): void {
    this.cut = cut;
    for (const pair of this.pairs) {
      for (const socket of pair) {
        if (cut === "reset") socket.resetAndDestroy();
        else socket.unpipe().pause();
      }
    }
  }

  /** Lets traffic through again. What was sent meanwhile on connections that went silent arrives now, as TCP sends it again. */
  heal(): void {
    this.cut = undefined;
    for (const [one, other] of this.pairs) join(one, other);
  }

  /** Closes the port and all connections. */
  dispose(): Promise<void> {
    for (const socket of [...this.pairs].flat()) socket.destroy();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private forward(incoming: Socket, target: { readonly hostname: string; readonly port: string }): void {
    if (this.cut) {
      incoming.on("error", () => undefined).resetAndDestroy();
      return;
    }
    const outgoing = connect(Number(target.port), target.hostname);
    const pair = [incoming, outgoing] as const;
    this.pairs.add(pair);
    for (const [socket, peer] of [pair, [outgoing, incoming] as const]) {
      // An end that is not told while the way is cut is told by the reset that follows its healing.
      socket.on("error", () => undefined);
      socket.on("close", () => {
        this.pairs.delete(pair);
        if (this.cut !== "silent") peer.destroy();
      });
    }
    join(incoming, outgoing);
  }
}

function join(one: Socket, other: Socket): void {
  one.pipe(other);
  other.pipe(one);
}
