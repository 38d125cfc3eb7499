/** The table of environments. What it means for each is shown where it is used. */
import { expect, it } from "@jest/globals";
import { CLUSTER_LAYER_OWNER, ENVIRONMENT_NAMES, ENVIRONMENTS } from "./environments";

it("has one environment that owns the cluster layer, and deploys it first", () => {
  expect(ENVIRONMENT_NAMES.filter((name) => ENVIRONMENTS[name].ownsClusterLayer)).toEqual([CLUSTER_LAYER_OWNER]);
  expect(ENVIRONMENT_NAMES[0]).toBe(CLUSTER_LAYER_OWNER);
});
