/** What the floor of the preview benchmark is made of. Does not prove that Pulumi's preview looks like this: the benchmark runs on it. */
import { expect, it } from "@jest/globals";
import { floorObjects } from "./floor-objects";
import { parsePreview } from "../ops/gate/preview";

const UNKNOWN_TO_PULUMI = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const step = (type: string, name: string, inputs: object) => ({
  op: "create",
  urn: `urn:pulumi:mainnet::gx::gx:services:BackendService$${type}::${name}`,
  newState: { type, inputs },
});

it("takes the Kubernetes objects alone, and makes null of what a preview can't know", () => {
  const steps = [
    step("gx:services:BackendService", "svc-tax", {}),
    step("random:index/randomPassword:RandomPassword", "svc-tax-password", { length: 32 }),
    step("pulumi:providers:kubernetes", "cluster", { context: "gx-lab" }),
    step("kubernetes:core/v1:Secret", "svc-tax-secret", { kind: "Secret", data: "[secret]" }),
    step("kubernetes:apps/v1:Deployment", "svc-tax-deployment", {
      spec: [{ checksum: UNKNOWN_TO_PULUMI, replicas: 2 }],
    }),
  ];
  expect(floorObjects(parsePreview(JSON.stringify({ steps }), "the test's preview"))).toEqual([
    { name: "svc-tax-secret", type: "kubernetes:core/v1:Secret", inputs: { kind: "Secret", data: null } },
    {
      name: "svc-tax-deployment",
      type: "kubernetes:apps/v1:Deployment",
      inputs: { spec: [{ checksum: null, replicas: 2 }] },
    },
  ]);
});
