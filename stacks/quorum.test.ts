/** The arithmetic of quorum, for any number of members. Proves nothing about how fast a real group elects. */
import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { SERVER_NAMES, SERVERS, type ServerName } from "./inventory";
import { FABRIC_PLACEMENT, RECORDED_STATE_DATABASES } from "./placement";
import { etcdVoters, majorityOf, type QuorumGroup, quorumGroups, survives } from "./quorum";

const PRIMARIES: readonly ServerName[] = ["VPS-1", "VPS-2", "VPS-3"];

function groupOf(members: readonly ServerName[], quorum: number): QuorumGroup {
  return { name: "any", members: members.map((server) => ({ name: server, needs: [server] })), quorum };
}

function deadAfter(groups: readonly QuorumGroup[], ...lost: ServerName[]): string[] {
  return groups.filter((group) => !survives(group, lost)).map((group) => group.name);
}

describe("mainnet as declared", () => {
  const groups = quorumGroups("mainnet", SERVERS);

  it.each(SERVERS.map((server) => server.name))("survives the loss of %s", (server) => {
    expect(deadAfter(groups, server)).toEqual([]);
  });

  it("loses etcd with any two of its servers, and the orderers with any two primaries", () => {
    for (const first of PRIMARIES) {
      for (const second of PRIMARIES.filter((server) => server !== first)) {
        expect(deadAfter(groups, first, second)).toEqual(expect.arrayContaining(["etcd", "orderers"]));
      }
    }
  });

  it("loses nothing but etcd when VPS-4 goes with a primary", () => {
    for (const primary of PRIMARIES) expect(deadAfter(groups, "VPS-4", primary)).toEqual(["etcd"]);
  });
});

describe("mainnet as recorded", () => {
  it("leaves an organisation without a usable peer whichever primary is lost: its state databases stand elsewhere", () => {
    const groups = quorumGroups("mainnet", SERVERS, { ...FABRIC_PLACEMENT, ...RECORDED_STATE_DATABASES });
    expect(PRIMARIES.map((server) => deadAfter(groups, server))).toEqual([
      ["org1 endorsers"],
      ["org2 endorsers"],
      ["org2 endorsers"],
    ]);
  });
});

it("keeps etcd's tolerance when VPS-4 becomes an agent", () => {
  const servers = SERVERS.map((server) =>
    server.name === "VPS-4" ? { ...server, k3sRole: "agent" as const } : server,
  );
  const { members, quorum } = etcdVoters(servers);
  expect([members.length, quorum]).toEqual([3, 2]);
});

it("declares nothing but etcd for testnet: everything of its own stands on one node", () => {
  expect(quorumGroups("testnet", SERVERS).map(({ name }) => name)).toEqual(["etcd"]);
});

it("never lets two disjoint halves both have a majority, nor a group survive more by losing more", () => {
  const servers = fc.subarray([...SERVER_NAMES]);
  const members = fc.array(fc.constantFrom(...SERVER_NAMES), { minLength: 1, maxLength: 9 });
  fc.assert(
    fc.property(members, servers, servers, (placed, lost, more) => {
      const group = groupOf(placed, majorityOf(placed.length));
      const others = SERVER_NAMES.filter((server) => !lost.includes(server));
      expect(survives(group, lost) && survives(group, others)).toBe(false);
      if (!survives(group, lost)) expect(survives(group, [...lost, ...more])).toBe(false);
    }),
  );
});
