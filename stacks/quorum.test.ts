/** The arithmetic of quorum, for any number of members. Proves nothing about how fast a real group elects. */
import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { SERVER_NAMES, SERVERS } from "./inventory";
import { etcdVoters, majorityOf, survivalReport, survives } from "./quorum";

describe("etcd as recorded", () => {
  const etcd = etcdVoters(SERVERS);

  it("has four voters that tolerate one loss, and says that three would do the same", () => {
    expect(survivalReport(etcd)).toEqual({
      group: "etcd",
      members: 4,
      quorum: 3,
      tolerated: 1,
      survivesLossOf: ["VPS-1", "VPS-2", "VPS-3", "VPS-4"],
      diesWith: [],
      advice: ["4 voters tolerate the loss of 1, as 3 do: use 3 or 5"],
    });
  });

  it("dies with any two servers", () => {
    for (const first of etcd.members) {
      for (const second of etcd.members.filter((member) => member !== first)) {
        expect(survives(etcd, [first, second])).toBe(false);
      }
    }
  });

  it("loses a voter and no tolerance when VPS-4 becomes an agent", () => {
    const servers = SERVERS.map((server) =>
      server.name === "VPS-4" ? { ...server, k3sRole: "agent" as const } : server,
    );
    expect(survivalReport(etcdVoters(servers))).toMatchObject({ members: 3, quorum: 2, tolerated: 1, advice: [] });
  });
});

it("names the server whose loss alone takes the quorum", () => {
  const group = { name: "lopsided", members: ["VPS-1", "VPS-1", "VPS-2"] as const, quorum: 2 };
  expect(survivalReport(group)).toMatchObject({ survivesLossOf: ["VPS-2"], diesWith: ["VPS-1"] });
});

it("never lets two disjoint halves both have a majority, nor a group survive more by losing more", () => {
  const servers = fc.subarray([...SERVER_NAMES]);
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...SERVER_NAMES), { minLength: 1, maxLength: 9 }),
      servers,
      servers,
      (members, lost, more) => {
        const group = { name: "any", members, quorum: majorityOf(members.length) };
        const others = SERVER_NAMES.filter((server) => !lost.includes(server));
        expect(survives(group, lost) && survives(group, others)).toBe(false);
        if (!survives(group, lost)) expect(survives(group, [...lost, ...more])).toBe(false);
      },
    ),
  );
});
