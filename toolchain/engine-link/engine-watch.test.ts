/** Noticing that the engine is gone, with a gRPC server in the engine's place. Does not prove that a hanging engine is noticed: it isn't. */
import { Server, ServerCredentials } from "@grpc/grpc-js";
import { describe, expect, it } from "@jest/globals";
import { watchEngine } from "./engine-watch";

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe("watchEngine", () => {
  it("stays silent while the engine lives and calls once when it is gone", async () => {
    const engine = new Server();
    const port = await new Promise<number>((resolve, reject) =>
      engine.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      ),
    );
    let calls = 0;
    const gone = new Promise<void>((resolve) => watchEngine(`127.0.0.1:${port}`, () => (calls++, resolve())));
    await pause(200);
    expect(calls).toBe(0);

    engine.forceShutdown();
    await gone;
    await pause(100);
    expect(calls).toBe(1);
  });
});
