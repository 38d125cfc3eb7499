/** Noticing that the engine is gone, with a server of HTTP/2, as gRPC speaks it, in the engine's place. Does not prove that a hanging engine is noticed: it isn't. */
import { once } from "node:events";
import { createServer, type ServerHttp2Session } from "node:http2";
import type { AddressInfo } from "node:net";
import { describe, expect, it, jest } from "@jest/globals";
import { watchEngine } from "./engine-watch";

jest.setTimeout(60_000);

describe("watchEngine", () => {
  it("stays silent while the engine lives and calls once when it is gone", async () => {
    const engine = createServer().listen(0, "127.0.0.1");
    await once(engine, "listening");
    const connected = once(engine, "session") as Promise<[ServerHttp2Session]>;
    let calls = 0;
    const gone = new Promise<void>((resolve) =>
      watchEngine(`127.0.0.1:${(engine.address() as AddressInfo).port}`, () => (calls++, resolve())),
    );
    const [session] = await connected;
    // The answer to a ping comes from a watch that is connected and has taken notice of it.
    await new Promise((resolve) => session.ping(resolve));
    expect(calls).toBe(0);

    engine.close();
    session.destroy();
    await gone;
    await new Promise(setImmediate);
    expect(calls).toBe(1);
  });
});
