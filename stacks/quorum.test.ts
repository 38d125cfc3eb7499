/** The arithmetic of quorum, for any number of members. Proves nothing about how fast a real group elects. */
import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { committedEnvironment } from "../tests/support/stack-file";
import { SERVER_NAMES, SERVERS, type ServerName } from "./inventory";
import { etcdVoters, majorityOf, type QuorumGroup, quorumGroups, sizeOf, survives } from "./quorum";
import type { Placement, Workload } from "./workload";

const PRIMARIES: readonly ServerName[] = ["VPS-1", "VPS-2", "VPS-3"];

function deadAfter(groups: readonly QuorumGroup[], ...lost: ServerName[]): string[] {
  return groups.filter((group) => !survives(group, lost)).map((group) => group.name);
}

/** Mainnet with these members of one quorum group, as `replicas` on a placement. */
function groupsOf(...members: readonly { replicas: number; placement: Placement; needed?: number }[]) {
  const mainnet = committedEnvironment("mainnet");
  const [first] = mainnet.systems.flatMap(({ workloads }) => workloads);
  const workloads = members.map(({ replicas, placement, needed }, index): Workload => ({
    ...first!,
    name: `member${index}`,
    replicas,
    placement,
    quorum: { group: "ledger", ...(needed !== undefined && { needed }) },
  }));
  return quorumGroups({ ...mainnet, systems: [{ ...mainnet.systems[0]!, workloads }] });
}

describe("etcd", () => {
  const groups = quorumGroups(committedEnvironment("mainnet"));

  it("comes first, the same in both environments: they share it", () => {
    expect(groups.map(({ name }) => name)).toEqual(["etcd", "postgres", "redis"]);
    expect(quorumGroups(committedEnvironment("testnet"))[0]).toEqual(groups[0]);
  });

  it.each(SERVERS.map((server) => server.name))("survives the loss of %s", (server) => {
    expect(deadAfter(groups, server)).toEqual([]);
  });

  it("is lost with any two of its servers", () => {
    for (const first of PRIMARIES) expect(deadAfter(groups, first, "VPS-4")).toEqual(["etcd"]);
  });

  it("keeps its tolerance when VPS-4 becomes an agent", () => {
    const servers = SERVERS.map((server) =>
      server.name === "VPS-4" ? { ...server, k3sRole: "agent" as const } : server,
    );
    const voters = etcdVoters(servers);
    expect([sizeOf(voters), voters.quorum]).toEqual([3, 2]);
  });
});

describe("a group of workloads", () => {
  it("has a member on each of the environment's nodes, and needs more than half", () => {
    const groups = groupsOf({ replicas: 3, placement: { on: "environment" } });
    for (const primary of PRIMARIES) expect(deadAfter(groups, primary)).toEqual([]);
    expect(deadAfter(groups, "VPS-1", "VPS-3")).toEqual(["etcd", "ledger"]);
    expect(deadAfter(groups, "VPS-1", "VPS-4")).toEqual(["etcd"]);
  });

  it("is counted as if a lost server had had a member, where there are more servers than members", () => {
    const groups = groupsOf({ replicas: 2, placement: { on: "environment" } });
    expect(PRIMARIES.map((primary) => deadAfter(groups, primary))).toEqual([["ledger"], ["ledger"], ["ledger"]]);
  });

  it("adds up workloads that are pinned to servers, and needs as many as it says", () => {
    const on = (server: ServerName) => ({ replicas: 1, placement: { on: "server", server } as const, needed: 2 });
    const groups = groupsOf(on("VPS-1"), on("VPS-1"), on("VPS-2"));
    expect(groups[1]).toMatchObject({ name: "ledger", quorum: 2 });
    expect(deadAfter(groups, "VPS-1")).toEqual(["ledger"]);
    expect(deadAfter(groups, "VPS-2")).toEqual([]);
  });

  it("loses all members on one server with that server", () => {
    const group: QuorumGroup = { name: "any", members: [{ count: 3, servers: ["VPS-1"] }], quorum: 2 };
    expect(survives(group, ["VPS-1"])).toBe(false);
    expect(survives(group, ["VPS-2"])).toBe(true);
  });

  it("may stand on every node of the cluster", () => {
    const groups = groupsOf({ replicas: 4, placement: { on: "every node" } });
    expect(deadAfter(groups, "VPS-4")).toEqual([]);
    expect(deadAfter(groups, "VPS-4", "VPS-1")).toEqual(["etcd", "ledger"]);
  });
});

it("never lets two disjoint halves both have a majority, nor a group survive more by losing more", () => {
  const servers = fc.subarray([...SERVER_NAMES]);
  const members = fc.array(fc.constantFrom(...SERVER_NAMES), { minLength: 1, maxLength: 9 });
  fc.assert(
    fc.property(members, servers, servers, (placed, lost, more) => {
      const group: QuorumGroup = {
        name: "any",
        members: placed.map((server) => ({ count: 1, servers: [server] })),
        quorum: majorityOf(placed.length),
      };
      const others = SERVER_NAMES.filter((server) => !lost.includes(server));
      expect(survives(group, lost) && survives(group, others)).toBe(false);
      if (!survives(group, lost)) expect(survives(group, [...lost, ...more])).toBe(false);
    }),
  );
});
