/** Which labels and selectors may not change without a word, in previews made by hand as in rules.test.ts. */
import { describe, expect, it } from "@jest/globals";
import type { Fields } from "../preview";
import { at, previewOf, step } from "../testing";
import { selectors } from "./selectors";

const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const STATEFUL_SET = "kubernetes:apps/v1:StatefulSet";

describe("selectors", () => {
  const labels = (value: Fields) => at("spec.template.metadata.labels", value);

  it.each([
    ["kubernetes:core/v1:Service", "spec.selector"],
    ["kubernetes:policy/v1:PodDisruptionBudget", "spec.selector"],
    ["kubernetes:networking.k8s.io/v1:NetworkPolicy", "spec.podSelector"],
  ])("refuses a changed selector of %s", (type, path) => {
    const found = selectors(
      previewOf(step("update", type, "x", { old: at(path, { a: "1" }), now: at(path, { a: "2" }) })),
    );
    expect(found).toMatchObject([{ rule: "selector", field: path }]);
  });

  it("refuses a changed or removed name label of pods", () => {
    const key = "app.kubernetes.io/name";
    const field = `spec.template.metadata.labels["${key}"]`;
    for (const now of [labels({ [key]: "b" }), labels({})]) {
      expect(selectors(previewOf(step("update", DEPLOYMENT, "d", { old: labels({ [key]: "a" }), now })))).toMatchObject(
        [{ field, old: "a" }],
      );
    }
  });

  it("refuses a change of a label that some selector of the preview goes by, and of no other", () => {
    const changed = step("update", DEPLOYMENT, "d", { old: labels({ tier: "a" }), now: labels({ tier: "b" }) });
    const budget = step("same", "kubernetes:policy/v1:PodDisruptionBudget", "b", {
      old: at("spec.selector", { matchExpressions: [{ key: "tier", operator: "Exists" }] }),
    });
    expect(selectors(previewOf(changed))).toEqual([]);
    expect(selectors(previewOf(changed, budget))).toMatchObject([{ old: "a", new: "b" }]);
  });

  it("lets a label be added", () => {
    expect(
      selectors(previewOf(step("update", DEPLOYMENT, "d", { old: labels({}), now: labels({ extra: "1" }) }))),
    ).toEqual([]);
  });

  it("refuses a changed or removed role label of a node, and a label that placement goes by; not one that nothing does", () => {
    const patch = (old: Fields, now: Fields) =>
      step("update", "kubernetes:core/v1:NodePatch", "n", {
        old: at("metadata.labels", old),
        now: at("metadata.labels", now),
      });
    for (const now of [{}, { "node-role": "testdev" }]) {
      expect(selectors(previewOf(patch({ "node-role": "primary" }, now)))).toMatchObject([
        {
          field: 'metadata.labels["node-role"]',
          old: "primary",
          remedy: expect.stringContaining("Placement finds nodes"),
        },
      ]);
    }
    const moved = patch({ disk: "ssd" }, { disk: "hdd" });
    const placed = (spec: Fields) => step("same", DEPLOYMENT, "d", { old: at("spec.template.spec", spec) });
    expect(selectors(previewOf(moved))).toEqual([]);
    expect(selectors(previewOf(moved, placed({ nodeSelector: { disk: "ssd" } })))).toHaveLength(1);
    expect(selectors(previewOf(moved, placed({ topologySpreadConstraints: [{ topologyKey: "disk" }] })))).toHaveLength(
      1,
    );
  });

  it("lets what somebody changed be put back to what was deployed last, and to nothing else", () => {
    const node = "kubernetes:core/v1:NodePatch";
    const role = (value: string) => at("metadata.labels", { "node-role": value });
    const readAs = (deployed: string) => step("refresh", node, "n", { old: role(deployed) });
    const update = step("update", node, "n", { old: role("testdev"), now: role("primary") });
    expect(selectors(previewOf(readAs("primary"), update))).toEqual([]);
    expect(selectors(previewOf(readAs("testdev"), update))).toHaveLength(1);

    const service = "kubernetes:core/v1:Service";
    const selector = (value: string) => at("spec.selector", { app: value });
    const back = step("update", service, "s", { old: selector("by-hand"), now: selector("a") });
    expect(selectors(previewOf(step("refresh", service, "s", { old: selector("a") }), back))).toEqual([]);
    expect(selectors(previewOf(step("refresh", service, "s", { old: selector("b") }), back))).toHaveLength(1);
  });

  it("refuses to take a member out of its quorum group, where the gate no longer counts it", () => {
    const change = { old: labels({ "gxcoin.money/quorum-group": "etcd" }), now: labels({}) };
    expect(selectors(previewOf(step("update", STATEFUL_SET, "db", change)))).toHaveLength(1);
  });
});
