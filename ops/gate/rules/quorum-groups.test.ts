/** Which changes disturb how many members of a quorum group. Doesn't show that the controllers roll as Kubernetes says they do. */
import { describe, expect, it } from "@jest/globals";
import { SECRET } from "../masked";
import type { Fields } from "../preview";
import { at, previewOf, step } from "../testing";
import { quorumGroups } from "./quorum-groups";

const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const STATEFUL_SET = "kubernetes:apps/v1:StatefulSet";

describe("quorum groups", () => {
  const member = (image: string, group = "etcd", namespace = "data"): Fields => ({
    metadata: { namespace, labels: { "gxcoin.money/quorum-group": group } },
    spec: { template: { spec: { containers: [{ image }] } } },
  });
  const updated = (name: string, group?: string, namespace?: string) =>
    step("update", STATEFUL_SET, name, { old: member("a:1", group, namespace), now: member("a:2", group, namespace) });

  it("refuses two members at once, naming both and what changes in them", () => {
    expect(quorumGroups(previewOf(updated("one"), updated("two")))).toMatchObject([
      {
        resource: "quorum-group::data/etcd",
        field: expect.stringMatching(/^2 members at once: .*::one \(update\), .*::two \(update\)$/),
        old: { [`${STATEFUL_SET}::one`]: { "template.spec.containers[0].image": "a:1" } },
      },
    ]);
  });

  it("lets one member pass, and one in each of two groups or namespaces", () => {
    expect(quorumGroups(previewOf(updated("one")))).toEqual([]);
    expect(quorumGroups(previewOf(updated("one"), updated("two", "raft")))).toEqual([]);
    expect(quorumGroups(previewOf(updated("one"), updated("two", "etcd", "other")))).toEqual([]);
  });

  it("counts a deleted member, and one whose change is masked; not one of which only metadata changes", () => {
    const deleted = step("delete", STATEFUL_SET, "two", { old: member("a:1") });
    expect(quorumGroups(previewOf(updated("one"), deleted))).toHaveLength(1);

    const hidden = { ...member("x"), spec: { template: { spec: { containers: SECRET } } } };
    const masked = step("update", STATEFUL_SET, "two", {
      old: hidden,
      now: hidden,
      detailedDiff: { "spec.template.spec.containers[0].image": {} },
    });
    expect(quorumGroups(previewOf(updated("one"), masked))).toHaveLength(1);

    const annotated = step("update", STATEFUL_SET, "two", {
      old: member("a:1"),
      now: { ...member("a:1"), metadata: { ...(member("a:1").metadata as Fields), annotations: { a: "b" } } },
    });
    expect(quorumGroups(previewOf(updated("one"), annotated))).toEqual([]);
  });

  /** A StatefulSet or the like of three members, before and after a change of its spec. */
  const group = (type: string, before: Fields, after: Fields, op = "update", outputs?: Fields) => {
    const labelled = (spec: Fields) => ({
      metadata: { namespace: "data", labels: { "gxcoin.money/quorum-group": "etcd" } },
      spec: { replicas: 3, template: { image: "a:1" }, ...spec },
    });
    return quorumGroups(previewOf(step(op, type, "db", { old: labelled(before), now: labelled(after), outputs })));
  };
  const image = { template: { image: "a:2" } };
  const rolling = (rollingUpdate: Fields) => ({ type: "RollingUpdate", rollingUpdate });

  it.each<[string, string, Fields, string]>([
    ["a Deployment that is recreated", DEPLOYMENT, { strategy: { type: "Recreate" } }, "3"],
    ["a Deployment with maxUnavailable 2", DEPLOYMENT, { strategy: rolling({ maxUnavailable: 2, maxSurge: 0 }) }, "2"],
    [
      "a Deployment with maxSurge 100%",
      DEPLOYMENT,
      { strategy: rolling({ maxUnavailable: 0, maxSurge: "100%" }) },
      "3",
    ],
    ["a StatefulSet with maxUnavailable 2", STATEFUL_SET, { updateStrategy: rolling({ maxUnavailable: 2 }) }, "2"],
    ["a strategy that isn't known", DEPLOYMENT, { strategy: rolling({ maxSurge: SECRET }) }, "3"],
  ])("counts members, not objects: %s", (_what, type, strategy, count) => {
    expect(group(type, strategy, { ...strategy, ...image })).toMatchObject([
      { field: expect.stringContaining(`${count} members at once`) },
    ]);
  });

  it.each<[string, string, Fields]>([
    ["a StatefulSet, one pod after another by default", STATEFUL_SET, {}],
    ["a StatefulSet that only starts and stops in parallel", STATEFUL_SET, { podManagementPolicy: "Parallel" }],
    ["a StatefulSet whose pods somebody else deletes", STATEFUL_SET, { updateStrategy: { type: "OnDelete" } }],
    ["a Deployment of three, by default", DEPLOYMENT, {}],
    ["a DaemonSet", "kubernetes:apps/v1:DaemonSet", {}],
  ])("lets the controller roll one at a time: %s", (_what, type, strategy) => {
    expect(group(type, strategy, { ...strategy, ...image }, "update", at("status.desiredNumberScheduled", 3))).toEqual(
      [],
    );
  });

  it("counts the members of one object that is deleted or replaced, and those that fewer replicas remove", () => {
    expect(group(STATEFUL_SET, {}, {}, "delete")).toHaveLength(1);
    expect(group(STATEFUL_SET, {}, image, "replace")).toHaveLength(1);
    expect(group("kubernetes:apps/v1:DaemonSet", {}, {}, "delete")).toMatchObject([
      { field: expect.stringMatching(/^an unknown number of members/) },
    ]);
    expect(group(STATEFUL_SET, {}, { replicas: 1 })).toMatchObject([{ field: expect.stringMatching(/^2 members/) }]);
    expect(group(STATEFUL_SET, {}, { replicas: 2 })).toEqual([]);
    expect(group(STATEFUL_SET, {}, { replicas: 5 })).toEqual([]);
  });

  it("counts nothing where a job replaces the members of a StatefulSet, but all where that itself goes", () => {
    const onDelete = { updateStrategy: { type: "OnDelete" } };
    expect(group(STATEFUL_SET, onDelete, { ...onDelete, ...image })).toEqual([]);
    for (const op of ["delete", "replace"]) {
      expect(group(STATEFUL_SET, onDelete, { ...onDelete, ...image }, op)).toMatchObject([
        { field: `3 members at once: ${STATEFUL_SET}::db (${op}, 3)` },
      ]);
    }
    expect(group(STATEFUL_SET, onDelete, { ...onDelete, replicas: 1 })).toMatchObject([
      { field: `2 members at once: ${STATEFUL_SET}::db (update, 2)` },
    ]);
  });

  it("adds up two objects that are each rolled one by one, because one update starts both", () => {
    expect(quorumGroups(previewOf(updated("one"), updated("two")))).toHaveLength(1);
  });

  it("knows a patch's group and members from the live object", () => {
    const outputs = { metadata: { labels: { "gxcoin.money/quorum-group": "etcd" } }, spec: { replicas: 3 } };
    const patch = step("update", `${DEPLOYMENT}Patch`, "p", {
      old: at("spec", { strategy: { type: "Recreate" }, template: 1 }),
      now: at("spec", { strategy: { type: "Recreate" }, template: 2 }),
      outputs,
    });
    expect(quorumGroups(previewOf(patch))).toMatchObject([{ field: expect.stringMatching(/^3 members/) }]);
  });
});
