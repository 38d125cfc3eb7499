/** What becomes of a state whose objects are in another cluster; that the engine says so is shown by tests/lifecycle/forgotten-cluster.test.ts. */
import { describe, expect, it } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { committedEnvironment } from "../../tests/support/stack-file";
import { checkRecordedCluster, recordedCluster } from "./recorded-cluster";

const mainnet = committedEnvironment("mainnet");

describe("the cluster that a state records", () => {
  it.each<[string, object, string | undefined]>([
    ["is that of the stack's outputs", { outputs: { clusterIdentity: "uid", environment: "mainnet" } }, "uid"],
    ["is unknown before a first deployment has ended", { outputs: {} }, undefined],
    ["is unknown where the output is none of ours", { outputs: { clusterIdentity: 7 } }, undefined],
  ])("%s", async (_what, answer, expected) => {
    const asked: unknown[] = [];
    const call = ({ token, inputs }: pulumi.runtime.MockCallArgs) => {
      asked.push([token, inputs]);
      return answer;
    };
    await pulumi.runtime.setMocks({ call, newResource: () => ({ id: "", state: {} }) }, "gx", "mainnet");
    expect(await recordedCluster()).toBe(expected);
    expect(asked).toEqual([["pulumi:pulumi:readStackOutputs", { name: "mainnet" }]]);
  });

  it("may be the declared one, or unknown", () => {
    expect(() => checkRecordedCluster(mainnet, mainnet.access.identity)).not.toThrow();
    expect(() => checkRecordedCluster(mainnet, undefined)).not.toThrow();
  });

  it("is refused where it is another, with both and the remedy", () => {
    expect(() => checkRecordedCluster(mainnet, "lost")).toThrow(
      `gx:clusterIdentity is "${mainnet.access.identity}": the state of mainnet has its objects in cluster lost; set it back to that one, ` +
        "or, where that cluster is gone for good, have the state forget it: npm run ops -- state forget-cluster --stack mainnet",
    );
  });
});
