/**
 * The delay as an order of events: what is sent through the proxy arrives after what a timer of the delay's length shows,
 * whole and in order. Does not prove how exactly the delay is kept: that depends on how busy the machine is.
 */
import { afterEach, describe, expect, it, jest } from "@jest/globals";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { once } from "node:events";
import { type DelayingProxy, startDelayingProxy } from "./delaying-proxy";

/** Generous: a busy machine takes many times as long. */
jest.setTimeout(60_000);

const ONE_WAY_MS = 40;

let server: Server;
let proxy: DelayingProxy;

afterEach(async () => {
  await proxy.close();
  await new Promise((resolve) => server.close(resolve));
});

/** A connection through a proxy to a server that does `serve`. */
async function connection(serve: (socket: Socket) => void, onConnecting = () => {}): Promise<Socket> {
  server = createServer({ allowHalfOpen: true }, serve).listen(0, "127.0.0.1");
  await once(server, "listening");
  proxy = await startDelayingProxy((server.address() as AddressInfo).port, ONE_WAY_MS);
  onConnecting();
  const client = connect({ port: proxy.port, host: "127.0.0.1", allowHalfOpen: true });
  await once(client, "connect");
  return client;
}

const echo = (socket: Socket) => socket.pipe(socket);

async function all(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

describe("startDelayingProxy", () => {
  it("answers a new connection only after four ways, an established one after two", async () => {
    const events: string[] = [];
    // A millisecond or two less, because timers of one length may fire a millisecond apart.
    const startTimer = (ways: number) => setTimeout(() => events.push("timer"), ways * ONE_WAY_MS - 2);
    const roundTrip = async (client: Socket) => {
      client.write("ping");
      await once(client, "data");
      events.push("answer");
    };
    // From before it connects: on a busy machine the client is told late that it has.
    const client = await connection(echo, () => startTimer(4));
    await roundTrip(client);
    startTimer(2);
    await roundTrip(client);
    expect(events).toEqual(["timer", "answer", "timer", "answer"]);
    client.destroy();
  });

  it("passes on much data whole and in order, and delays no piece by the ones before it", async () => {
    const client = await connection(echo);
    const pieceBytes = 65_521;
    const sent = Buffer.alloc(
      128 * pieceBytes,
      Uint8Array.from({ length: 251 }, (_, index) => index),
    );
    const events: string[] = [];
    const timer = setTimeout(() => events.push("timer of all delays one after another"), 128 * ONE_WAY_MS);
    for (let at = 0; at < sent.length; at += pieceBytes) client.write(sent.subarray(at, at + pieceBytes));
    client.end();
    expect((await all(client)).equals(sent)).toBe(true);
    events.push("end");
    clearTimeout(timer);
    expect(events).toEqual(["end"]);
  });

  it("ends a connection whose server has broken off", async () => {
    const client = await connection((socket) => socket.once("data", () => socket.resetAndDestroy()));
    client.write("ping");
    await expect(once(client, "close")).rejects.toThrow("ECONNRESET");
  });
});
