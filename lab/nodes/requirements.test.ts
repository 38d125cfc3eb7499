/** When real nodes are refused. That they run where they aren't is seen by `npm run drill -- nodes`. */
import { expect, it } from "@jest/globals";

import { memoryObstacle, refuse } from "./requirements";

it("refuses a machine with too little memory, saying how much there is and is needed", () => {
  expect(memoryObstacle("MemTotal: 4000000 kB\nMemAvailable:   1048576 kB\n")).toBe(
    "1024 MiB of memory are available, 2048 MiB are needed: end something, or use a larger machine",
  );
  expect(memoryObstacle("MemAvailable:    4194304 kB\n")).toBeUndefined();
});

it("refuses with the obstacle's words, and not without one", () => {
  expect(() => refuse("no cgroups")).toThrow("real nodes can't run here: no cgroups");
  expect(() => refuse(undefined)).not.toThrow();
});
