/**
 * What is said of objects that stand and are to be adopted. What the API server answers is made up here; that it answers so is shown
 * by tests/lifecycle/adoption.test.ts.
 */
import { describe, expect, it } from "@jest/globals";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { fakeCluster, type FakeObject } from "../../tests/support/fake-cluster";
import { recordResources } from "../../tests/support/recorded-resources";
import { checkAdopted } from "./adoption";
import { readNotice } from "./adoption-notice";
import { takingByForce } from "./by-force";
import type { Fields, Trial } from "./cluster-reader";

const NAME = "PriorityClass gx-testnet";
const object = { apiVersion: "scheduling.k8s.io/v1", kind: "PriorityClass", namespace: undefined, name: "gx-testnet" };
const METADATA = { name: "gx-testnet", labels: {}, uid: "uid-of-gx-testnet" };
const live: FakeObject = { ...object, fields: { value: 5, description: "theirs" } };
const props = { metadata: { name: "gx-testnet" }, value: 5, description: "ours" };
const conflict: Trial = {
  outcome: "conflict",
  objections: [{ field: ".description", message: 'conflict with "kubectl-create" using scheduling.k8s.io/v1' }],
};
const conflicting = (fields: Fields): FakeObject => ({
  ...live,
  trial: (force) =>
    force ? { outcome: "applied", object: { metadata: METADATA, ...live.fields, ...fields }, warnings: [] } : conflict,
});
const refused: FakeObject = {
  ...live,
  trial: () => ({ outcome: "refused", objections: [{ field: "value", message: "may not be changed in an update." }] }),
};

function check(objects: readonly FakeObject[], byForce: readonly string[] = [], declared: unknown = props) {
  return checkAdopted("mainnet", [{ object, props: declared }], [NAME], byForce, fakeCluster(objects));
}

describe("an object that is to be adopted", () => {
  it("is told of, with what changes in it", async () => {
    expect(await check([live])).toEqual([
      'adopts PriorityClass gx-testnet (uid uid-of-gx-testnet), which stands already, and changes description: "theirs" → "ours"',
    ]);
  });

  it("is told of in words that can be read back, and no others can", async () => {
    const [notice = ""] = await check([live]);
    expect(readNotice(notice)).toEqual({
      ...{ name: NAME, uid: "uid-of-gx-testnet" },
      changes: 'changes description: "theirs" → "ours"',
    });
    expect(readNotice(`the cluster ${notice}`)).toBeUndefined();
    expect(readNotice("adopts nothing")).toBeUndefined();
  });

  it("is refused where somebody else set another value, with field, both values and the ways out", async () => {
    await expect(check([conflicting({ description: "ours" })])).rejects.toThrow(
      `${NAME} is "in the way": description: "theirs" → "ours" (live → declared): conflict with "kubectl-create" using ` +
        `scheduling.k8s.io/v1; write "${NAME} by force" under gx:adopt to have the declared value win, or declare the live one`,
    );
  });

  it("is adopted with that value where it says by force", async () => {
    expect((await check([conflicting({ description: "ours" })], [NAME]))[0]).toContain('"theirs" → "ours"');
  });

  it("is refused, by force too, where the field never changes", async () => {
    await expect(check([refused], [NAME], { ...props, value: 7 })).rejects.toThrow(
      `value: 5 → 7 (live → declared): may not be changed in an update.; declare what is live, or replace the object on purpose`,
    );
  });

  it("is nothing to speak of where it doesn't stand or is the stack's", async () => {
    expect(await check([])).toEqual([]);
    expect(await check([{ ...refused, labels: { "gxcoin.money/owner-stack": "mainnet" } }])).toEqual([]);
  });

  it("isn't refused for the text that stands for a value of the update's", async () => {
    const declared = { ...props, metadata: { ...props.metadata, annotations: { checksum: pulumi.output("later") } } };
    const objections = [{ field: ".metadata.annotations.checksum", message: "conflict" }];
    const trial = (force: boolean): Trial =>
      force
        ? { outcome: "applied", object: { ...declared, metadata: METADATA }, warnings: [] }
        : { outcome: "conflict", objections };
    const [notice] = await check([{ ...live, trial }], [], declared);
    expect(notice).toContain('description: "theirs" → "ours"; known in the update: metadata.annotations.checksum');
  });
});

describe("a Secret", () => {
  const secret = { apiVersion: "v1", kind: "Secret", namespace: "fabric", name: "ca" };
  const managedFields = [{ manager: "kubectl-create", fieldsV1: { "f:data": { "f:key": {} } } }];
  const standing = { ...secret, fields: { metadata: { uid: "1", managedFields }, data: { key: "aHVudGVyMg==" } } };
  const declare = (data: unknown, byForce: readonly string[] = []) => {
    const declared = [{ object: secret, props: { metadata: { name: "ca" }, data } }];
    return checkAdopted("mainnet", declared, ["Secret fabric/ca"], byForce, fakeCluster([standing]));
  };

  it("is refused where its data, known in the update only, are set by somebody else", async () => {
    await expect(declare(pulumi.secret({ key: "x" }))).rejects.toThrow(
      'data: "kubectl-create" set it, and what is declared is known in the update only',
    );
    expect(await declare(pulumi.secret({ key: "x" }), ["Secret fabric/ca"])).toHaveLength(1);
  });

  it("shows no value", async () => {
    const [notice] = await declare({ key: "c2VjcmV0" });
    expect(notice).toContain("data.key: (not shown) → (not shown)");
    expect(notice).not.toMatch(/aHVudGVyMg|c2VjcmV0/);
  });
});

describe("an object by force", () => {
  it("is the listed one alone, and keeps its annotations", async () => {
    const { resources } = await recordResources(() => {
      pulumi.runtime.registerStackTransformation(takingByForce(["ConfigMap fabric/a"]));
      for (const name of ["a", "b"]) {
        new k8s.core.v1.ConfigMap(name, { metadata: { name, namespace: "fabric", annotations: { own: "1" } } });
      }
    });
    const annotationsOf = (name: string) =>
      (resources.find((one) => one.name === name)?.inputs.metadata as Fields | undefined)?.annotations;
    expect(annotationsOf("a")).toEqual({ own: "1", "pulumi.com/patchForce": "true" });
    expect(annotationsOf("b")).toEqual({ own: "1" });
  });
});
