/** The commands that take back what was added by hand. That kubectl does what they say is shown in tests/lifecycle/drift.test.ts. */
import { expect, it } from "@jest/globals";
import { SECRET } from "../gate/masked";
import type { Fields } from "../gate/preview";
import { resourceDrift } from "./resource-drift";
import { deleting } from "./taking-back";
import { managedBy, refreshed } from "./testing";

const DEPLOYMENT = "kubernetes:apps/v1:Deployment";

/** The command for an object that kubectl added these fields to. */
function command(type: string, declared: Fields, live: Fields, ...fieldSets: readonly Fields[]): string | undefined {
  const managed = fieldSets.map((fields, index) => managedBy(`kubectl-${index}`, fields));
  return resourceDrift(refreshed("same", type, declared, live, managed)).takenBackBy[0];
}

const containers = (...names: string[]) => ({ spec: { containers: names.map((name) => ({ name })) } });
const added = (...names: string[]) => ({
  "f:spec": {
    "f:containers": Object.fromEntries(names.map((name) => [`k:{"name":"${name}"}`, { ".": {}, "f:name": {} }])),
  },
});

it("tests that list items are those that were added, and removes the last one first", () => {
  const live = containers("a", "service", "b");
  expect(command(DEPLOYMENT, containers("service"), live, added("a"), added("b"))).toBe(
    `kubectl --namespace fabric patch deployment.apps it --type=json --patch='${JSON.stringify([
      { op: "test", path: "/spec/containers/0/name", value: "a" },
      { op: "test", path: "/spec/containers/2/name", value: "b" },
      { op: "remove", path: "/spec/containers/2" },
      { op: "remove", path: "/spec/containers/0" },
    ])}'`,
  );
});

it("puts back a list that is one value as it is declared, within quotes that nothing in it ends", () => {
  const policy = (...from: string[]) => ({ spec: { ingress: from } });
  const owned = { "f:spec": { "f:ingress": {} } };
  const type = "kubernetes:networking.k8s.io/v1:NetworkPolicy";
  expect(command(type, policy("it's"), policy("it's", "all"), owned)).toBe(
    String.raw`kubectl --namespace fabric patch networkpolicy.networking.k8s.io it --type=json --patch='[{"op":"replace","path":"/spec/ingress","value":["it'\''s"]}]'`,
  );
});

it("writes keys with slashes as a JSON pointer has them, and leaves out what lies in something that goes", () => {
  const live = { metadata: { labels: { "example.com/by~hand": "1" } }, spec: { extra: { inner: 1 } } };
  const label = { "f:metadata": { "f:labels": { "f:example.com/by~hand": {} } } };
  const [outer, inner] = [{ "f:spec": { "f:extra": {} } }, { "f:spec": { "f:extra": { "f:inner": {} } } }];
  const text = command("kubernetes:core/v1:Service", {}, live, label, outer, inner);
  expect(text).toContain(
    `'[{"op":"remove","path":"/spec/extra"},{"op":"remove","path":"/metadata/labels/example.com~1by~0hand"}]'`,
  );
});

it("is none where it would hold a secret, or the place can't be seen", () => {
  const list = (value: unknown) => ({ spec: { args: value } });
  const owned = { "f:spec": { "f:args": {} } };
  expect(command(DEPLOYMENT, list([SECRET, "a"]), list([SECRET, "b"]), owned)).toBeUndefined();
  expect(command(DEPLOYMENT, containers(), { spec: { containers: SECRET } }, added("a"))).toBeUndefined();
});

it("deletes what nobody declared by its kind and group", () => {
  const object = { namespace: "fabric", name: "by-hand" };
  expect(deleting({ ...object, group: "apps", kind: "Deployment" })).toBe(
    "kubectl --namespace fabric delete deployment.apps by-hand",
  );
  expect(deleting({ ...object, group: "", kind: "Pod" })).toBe("kubectl --namespace fabric delete pod by-hand");
});
