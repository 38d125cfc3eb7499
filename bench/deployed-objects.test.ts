/** What kubectl and the floor are given to compare. Does not prove that pulumi's export looks like this: the benchmark runs on it. */
import { expect, it } from "@jest/globals";
import { deployedObjects } from "./deployed-objects";

const secret = (value: unknown) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  plaintext: JSON.stringify(value),
});
const resource = (type: string, name: string, inputs?: object) => ({
  urn: `urn:pulumi:mainnet::gx::gx:services:BackendService$${type}::${name}`,
  type,
  inputs,
});

it("takes the Kubernetes objects alone, with their secrets in plain", () => {
  const resources = [
    resource("pulumi:pulumi:Stack", "gx-mainnet"),
    resource("pulumi:providers:kubernetes", "cluster", { context: "gx-lab" }),
    resource("random:index/randomPassword:RandomPassword", "svc-tax-password", { length: 32 }),
    resource("kubernetes:core/v1:Secret", "svc-tax-database", { kind: "Secret", data: secret({ KEY: "dmFsdWU=" }) }),
    resource("kubernetes:apps/v1:Deployment", "svc-tax", { spec: { containers: [{ image: secret("a:1") }] } }),
  ];
  expect(deployedObjects(JSON.stringify({ deployment: { resources } }))).toEqual([
    {
      name: "svc-tax-database",
      type: "kubernetes:core/v1:Secret",
      inputs: { kind: "Secret", data: { KEY: "dmFsdWU=" } },
    },
    { name: "svc-tax", type: "kubernetes:apps/v1:Deployment", inputs: { spec: { containers: [{ image: "a:1" }] } } },
  ]);
});

it("refuses what is no export", () => {
  expect(() => deployedObjects("{}")).toThrow("deployment");
});
