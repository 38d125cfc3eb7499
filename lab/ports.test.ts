/** Binds real ports on loopback. That somebody takes a port between choosing and binding is shown with a whole lab. */
import { createServer, type Server } from "node:net";

import { afterEach, describe, expect, it } from "@jest/globals";

import { choosePorts, isFree, LOOPBACK, PORT_NAMES, samePorts } from "./ports";

const servers: Server[] = [];

function occupy(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    servers.push(server);
    server.listen({ port, host: LOOPBACK }, () => resolve());
  });
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

describe("choosePorts", () => {
  it("gives every listener a free port of its own", async () => {
    const ports = await choosePorts();
    expect(new Set(Object.values(ports)).size).toBe(PORT_NAMES.length);
    for (const port of Object.values(ports)) expect(await isFree(port)).toBe(true);
  });

  it("keeps the ports that are still free and replaces the one that is not", async () => {
    const before = await choosePorts();
    await occupy(before.scheduler);
    const after = await choosePorts(before);
    expect({ ...after, scheduler: 0 }).toEqual({ ...before, scheduler: 0 });
    expect(Object.values(before)).not.toContain(after.scheduler);
    expect(samePorts(before, after)).toBe(false);
  });

  it("keeps a port that the lab itself listens on", async () => {
    const before = await choosePorts();
    await occupy(before["api-server"]);
    expect(samePorts(await choosePorts(before, (name) => name === "api-server"), before)).toBe(true);
  });
});

it("a port is not free while somebody listens on it", async () => {
  const { kwok } = await choosePorts();
  await occupy(kwok);
  expect(await isFree(kwok)).toBe(false);
});
