/** The report of what is left after each loss. The arithmetic behind it is tested beside quorum.ts. */
import { expect, it } from "@jest/globals";
import { survivalReport } from "./survival";

const group = { name: "lopsided", quorum: 2, members: [...placed("VPS-1", 2), ...placed("VPS-2", 1)] };

function placed(server: "VPS-1" | "VPS-2", count: number) {
  return Array.from({ length: count }, (_, index) => ({ name: `${server} ${index}`, needs: [server] as const }));
}

it("names each single loss and each pair, and who loses its quorum", () => {
  expect(survivalReport([group], ["VPS-1", "VPS-2"])).toEqual({
    groups: { lopsided: "3 members, 2 needed, tolerates the loss of 1" },
    losses: {
      "VPS-1": "without quorum: lopsided",
      "VPS-2": "all survive",
      "VPS-1 and VPS-2": "without quorum: lopsided",
    },
    advice: [],
  });
});

it("advises against an even number of voters, not against an even number of which one is enough", () => {
  const even = { ...group, name: "even", members: placed("VPS-1", 4), quorum: 3 };
  const either = { ...group, name: "either", members: placed("VPS-1", 2), quorum: 1 };
  expect(survivalReport([even, either], [], ["more"]).advice).toEqual([
    "even: 4 voters tolerate the loss of 1, as 3 do; use 3 or 5",
    "more",
  ]);
});
