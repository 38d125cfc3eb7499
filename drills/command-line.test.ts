/** Words to drills. */
import { expect, it } from "@jest/globals";

import { HELP, wantedDrill } from "./command-line";
import { POSTGRES_SCENARIOS } from "./postgres/scenarios";
import { randomFrom } from "./random";

it("takes the drill's numbers, or its own", () => {
  expect(wantedDrill(["nodes"], 42)).toEqual({ drill: "nodes", rounds: 3, seed: 42, scenarios: [] });
  expect(wantedDrill(["nodes", "--rounds", "7", "--seed", "1"], 42)).toMatchObject({ rounds: 7, seed: 1 });
  expect(wantedDrill(["--help"], 42)).toBe("help");
});

it("takes all scenarios, or those named in their order", () => {
  const all = POSTGRES_SCENARIOS.map(({ name }) => name);
  expect(wantedDrill(["postgres"], 42)).toMatchObject({ drill: "postgres", rounds: 5, scenarios: all });
  expect(wantedDrill(["postgres", "drain", "node-lost"], 42)).toMatchObject({ scenarios: ["node-lost", "drain"] });
});

it("tells of every scenario", () => {
  for (const { name, summary } of POSTGRES_SCENARIOS) expect(HELP).toMatch(new RegExp(`  ${name} +${summary}`));
});

it.each([
  [[], 'name a drill: npm run drill -- nodes|faults|postgres|redis|backup|reachability; got ""'],
  [["fire"], 'name a drill: npm run drill -- nodes|faults|postgres|redis|backup|reachability; got "fire"'],
  [["nodes", "drain"], 'drill nodes has no scenario "drain": it has none'],
  [["postgres", "fire"], 'drill postgres has no scenario "fire": there are graceful-delete, '],
  [["nodes", "--rounds", "many"], "--rounds many is no number"],
  [["postgres", "--rounds", "0"], "--rounds 0 is no number from 1"],
])("refuses %j", (words, message) => {
  expect(() => wantedDrill(words, 42)).toThrow(message);
});

it("a seed repeats its random points", () => {
  const [one, same, other] = [7, 7, 8].map((seed) => {
    const random = randomFrom(seed);
    return [random(), random(), random()];
  });
  expect(one).toEqual(same);
  expect(one).not.toEqual(other);
  expect(one?.every((number) => number >= 0 && number < 1)).toBe(true);
});
