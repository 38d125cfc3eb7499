/** The report of what is left after each loss. The arithmetic behind it is tested beside quorum.ts. */
import { expect, it } from "@jest/globals";
import type { ServerName } from "./inventory";
import type { QuorumGroup } from "./quorum";
import { survivalReport } from "./survival";

const group: QuorumGroup = {
  name: "lopsided",
  quorum: 2,
  members: [placed("VPS-1"), placed("VPS-1"), placed("VPS-2")],
};

function placed(server: ServerName, count = 1) {
  return { count, servers: [server] };
}

it("names each single loss and each pair, and who loses its quorum", () => {
  expect(survivalReport([group], ["VPS-1", "VPS-2"], ["VPS-1", "VPS-2", "VPS-3"])).toEqual({
    groups: { lopsided: "3 members, 2 needed, tolerates the loss of 1" },
    losses: {
      "VPS-1": "without quorum: lopsided",
      "VPS-2": "every quorum is kept",
      "VPS-1 and VPS-2": "without quorum: lopsided",
    },
    advice: [],
  });
});

it("says where a loss leaves the environment's pods no node, quorum or not", () => {
  expect(survivalReport([group], ["VPS-1", "VPS-2"], ["VPS-2"]).losses).toEqual({
    "VPS-1": "without quorum: lopsided",
    "VPS-2": "every quorum is kept; no node is left for the environment's pods",
    "VPS-1 and VPS-2": "without quorum: lopsided; no node is left for the environment's pods",
  });
});

it("advises against an even number of voters, not against an even number of which one is enough", () => {
  const even: QuorumGroup = {
    ...group,
    name: "even",
    members: Array.from({ length: 4 }, () => placed("VPS-1")),
    quorum: 3,
  };
  const either: QuorumGroup = { ...group, name: "either", members: [placed("VPS-1"), placed("VPS-1")], quorum: 1 };
  expect(survivalReport([even, either], [], [], ["more"]).advice).toEqual([
    "even: 4 voters tolerate the loss of 1, as 3 do; use 3 or 5",
    "more",
  ]);
});
