/** The arithmetic of budgets. That evictions obey it is the API server's part. */
import { expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { minAvailableOf } from "./disruption-budget";

it("always lets exactly one pod go, and never blocks a singleton", () => {
  expect(minAvailableOf(1)).toBeUndefined();
  fc.assert(fc.property(fc.integer({ min: 2, max: 100 }), (replicas) => replicas - minAvailableOf(replicas)! === 1));
});
