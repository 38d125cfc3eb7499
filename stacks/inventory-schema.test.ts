/** That an inventory of servers is accepted whole or refused naming field, value and remedy. */
import { describe, expect, it } from "@jest/globals";
import { committedSettings } from "../tests/support/stack-file";
import { ConfigError } from "./config-error";
import { SERVERS, type Server } from "./inventory";
import { parseEnvironment } from "./parse-environment";

function refusal(servers: readonly Server[]): string {
  try {
    parseEnvironment("mainnet", committedSettings("mainnet"), servers);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error("accepted");
}

function withServer(index: number, change: Partial<Server>): readonly Server[] {
  return SERVERS.map((server, position) => (position === index ? { ...server, ...change } : server));
}

describe("the inventory", () => {
  it.each<[string, readonly Server[], string]>([
    [
      "a duplicate node-id (G20)",
      withServer(1, { labels: { ...SERVERS[1]!.labels, "node-id": "vps1" } }),
      'servers[1].labels.node-id is "vps1": servers[0] has it already; node-id is unique in the cluster (G20)',
    ],
    [
      "a duplicate address",
      withServer(4, { publicIpv4: SERVERS[0]!.publicIpv4 }),
      'servers[4].publicIpv4 is "72.60.210.201": servers[0] has it already',
    ],
    ["a server listed twice", [...SERVERS, SERVERS[4]!], 'servers[5].name is "VPS-5": servers[4] has it already'],
    [
      "a missing label (G20)",
      withServer(0, { labels: { "node-id": "vps1" } }),
      "servers[0].labels.node-role is missing: must be primary or testdev",
    ],
    [
      "an unknown node-role",
      withServer(0, { labels: { ...SERVERS[0]!.labels, "node-role": "main" } }),
      'servers[0].labels.node-role is "main": must be primary or testdev',
    ],
    [
      "an address that is none",
      withServer(0, { publicIpv4: "72.60.210.2011" }),
      'servers[0].publicIpv4 is "72.60.210.2011": must be an IPv4 address',
    ],
    [
      "labels on a server outside the cluster",
      withServer(4, { labels: { "node-id": "vps5" } }),
      "servers[4].labels.node-id",
    ],
  ])("is refused with %s", (_what, servers, expected) => {
    expect(refusal(servers)).toContain(expected);
  });
});
