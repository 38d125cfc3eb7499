/** What servers and Sentinels are told at every start. That Valkey takes it is shown by real ones. */
import { describe, expect, it } from "@jest/globals";
import { clusterFile } from "./cluster-file";
import { REDIS_TIMES } from "./failover-times";
import { sentinelConfiguration } from "./sentinel-configuration";
import { serverConfiguration } from "./server-configuration";

const server = (replicas: number, whenFull: "refuse" | "evict-volatile" = "refuse") =>
  serverConfiguration({ replicas, dataMebibytes: 256, whenFull, times: REDIS_TIMES }).trimEnd().split("\n");
const sentinel = sentinelConfiguration(REDIS_TIMES).trimEnd().split("\n");

describe.each([
  ["a server of three", server(3), 6379],
  ["a single server", server(1), 6379],
  ["a Sentinel", sentinel, 26_379],
])("%s", (_what, lines, port) => {
  it("listens over TLS alone, and calls others so", () => {
    expect(lines).toEqual(expect.arrayContaining(["port 0", `tls-port ${port}`, "tls-replication yes"]));
    expect(lines.filter((line) => line.startsWith("port "))).toEqual(["port 0"]);
  });

  it("says each thing once", () => {
    const names = lines.map((line) => /^(sentinel \S+|client-output-buffer-limit \S+|\S+)/.exec(line)![0]);
    expect(new Set(names).size).toBe(names.length);
  });

  it("holds no password", () => {
    expect(lines.join("\n")).not.toMatch(/masterauth|requirepass|auth-pass|sentinel-pass/);
  });
});

it("has each acknowledged write on the primary's disk, and nothing else there", () => {
  expect(server(1)).toEqual(expect.arrayContaining(["appendonly yes", "appendfsync always", 'save ""']));
});

it("has a server of several refuse writes that nobody else would have", () => {
  expect(server(3)).toEqual(expect.arrayContaining(["min-replicas-to-write 1", "min-replicas-max-lag 2"]));
  expect(server(1).filter((line) => line.startsWith("min-replicas"))).toEqual([]);
});

it("keeps the data below its size, as it is told", () => {
  expect(server(3)).toEqual(expect.arrayContaining(["maxmemory 256mb", "maxmemory-policy noeviction"]));
  expect(server(3, "evict-volatile")).toContain("maxmemory-policy volatile-lru");
});

it("tells Sentinels when to fail over", () => {
  expect(sentinel).toEqual(
    expect.arrayContaining([
      "sentinel down-after-milliseconds gx 3000",
      "sentinel failover-timeout gx 3000",
      "sentinel parallel-syncs gx 1",
    ]),
  );
});

it("tells the programs who the members are, and how many Sentinels are a majority", () => {
  expect(JSON.parse(clusterFile(3, REDIS_TIMES))).toEqual({
    members: ["redis-0", "redis-1", "redis-2"],
    group: "gx",
    quorum: 2,
    ports: { redis: 6379, sentinel: 26_379 },
    primaryService: "redis-primary",
    seconds: { waitForFailover: 30, handOver: 8 },
  });
  expect(JSON.parse(clusterFile(1, REDIS_TIMES))).toMatchObject({ members: ["redis-0"], quorum: 1 });
});
