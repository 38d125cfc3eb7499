/** Words to drills. */
import { expect, it } from "@jest/globals";

import { wantedDrill } from "./command-line";
import { randomFrom } from "./random";

it("takes the drill's numbers, or its own", () => {
  expect(wantedDrill(["nodes"], 42)).toEqual({ drill: "nodes", rounds: 3, seed: 42 });
  expect(wantedDrill(["nodes", "--rounds", "7", "--seed", "1"], 42)).toEqual({ drill: "nodes", rounds: 7, seed: 1 });
  expect(wantedDrill(["--help"], 42)).toBe("help");
});

it.each([
  [[], 'name a drill: npm run drill -- nodes|faults; got ""'],
  [["fire"], 'name a drill: npm run drill -- nodes|faults; got "fire"'],
  [["nodes", "--rounds", "many"], "--rounds many is no number"],
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
