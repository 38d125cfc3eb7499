/**
 * What each rule finds in a preview, and what it leaves alone. The steps are made by hand after what pulumi 3.246.0 prints; that
 * it prints them so is shown in tests/lifecycle/workflows.test.ts. Doesn't show that the tables of kinds are complete.
 */
import { describe, expect, it } from "@jest/globals";
import { SECRET } from "../masked";
import type { Fields } from "../preview";
import { at, previewOf, step } from "../testing";
import { findingsOf } from ".";
import { givenBack } from "./given-back";
import { IMMUTABLE_FIELDS, immutableFields } from "./immutable-fields";
import { PROTECTED_KINDS, protectedKinds } from "./protected-kinds";

const NAMESPACE = "kubernetes:core/v1:Namespace";
const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const STATEFUL_SET = "kubernetes:apps/v1:StatefulSet";

/** Pulumi's type of a kind as the tables name it. */
function typeOf(kind: string): string {
  return kind.includes(":") ? kind : `kubernetes:${kind.replace("/", "/v1:")}`;
}

describe("protected kinds", () => {
  it.each(Object.keys(PROTECTED_KINDS).flatMap((kind) => ["delete", "replace"].map((op) => [op, kind] as const)))(
    "refuses to %s %s",
    (op, kind) => {
      const found = protectedKinds(previewOf(step(op, typeOf(kind), "thing", { old: { a: 1 }, now: { a: 2 } })));
      expect(found).toMatchObject([{ rule: "protected-kind", resource: `${typeOf(kind)}::thing` }]);
    },
  );

  it("says which field forces a replace, with its values, also below keys that hold dots", () => {
    const fields = (name: string) => at("spec.selector.matchLabels", { "app.kubernetes.io/name": name });
    const reasons = ['spec.selector.matchLabels["app.kubernetes.io/name"]'];
    const [found] = protectedKinds(
      previewOf(step("replace", STATEFUL_SET, "db", { old: fields("a"), now: fields("b"), replaceReasons: reasons })),
    );
    expect(found?.field).toBe(`replaced because of ${reasons[0]}`);
    expect(JSON.stringify([found?.old, found?.new])).toMatch(/"a".*"b"/);
  });

  it("refuses whatever is marked protect, and says that Pulumi refuses too", () => {
    const [found] = protectedKinds(previewOf(step("delete", DEPLOYMENT, "d", { old: {}, protect: true })));
    expect(found?.remedy).toContain("pulumi state unprotect");
  });

  describe("a password of a later generation", () => {
    const PASSWORD = "random:index/randomPassword:RandomPassword";
    const length = { length: 32 };
    const rotation = (deleted: string, ...more: Parameters<typeof previewOf>) =>
      protectedKinds(previewOf(step("delete", PASSWORD, deleted, { old: length }), ...more));
    const made = step("create", PASSWORD, "svc-tax-database-password-3", { now: length });
    const stays = step("update", PASSWORD, "svc-tax-database-password-3", { old: length, now: length, protect: true });

    it.each([
      ["is made", made],
      ["stays", stays],
    ])("lets one before it go, unprotected, where it %s", (_how, later) => {
      expect(rotation("svc-tax-database-password-1", later)).toEqual([]);
      expect(rotation("svc-tax-database-password-2", later)).toEqual([]);
    });

    it("leaves a rotation nothing that any rule finds", () => {
      const before = step("update", PASSWORD, "svc-tax-database-password-2", {
        old: length,
        now: length,
        protect: true,
      });
      const gone = step("delete", PASSWORD, "svc-tax-database-password-1", { old: length });
      expect(findingsOf(previewOf(made, before, gone), [])).toEqual([]);
    });

    const refused = (name: string) => [
      {
        rule: "protected-kind",
        resource: `random:index/randomPassword:RandomPassword::${name}`,
        field: "deleted",
        old: length,
        new: undefined,
        identity: name,
        remedy:
          "a new password locks out everything that uses the old one (G15). Keep it; where only its name in the program " +
          "changed, give the resource an alias of the old name.",
      },
    ];

    it.each<[string, string, Parameters<typeof previewOf>]>([
      ["the only one", "svc-tax-database-password-1", []],
      ["the last one", "svc-tax-database-password-4", [made]],
      ["another login's", "svc-admin-database-password-1", [made]],
      ["one of no generation", "svc-tax-database-password", [made]],
      [
        "one whose later one goes too",
        "svc-tax-database-password-1",
        [step("replace", PASSWORD, "svc-tax-database-password-3", { now: length })],
      ],
    ])("keeps %s", (_which, name, more) => {
      expect(rotation(name, ...more)).toEqual(refused(name));
    });

    it("keeps one that is protected, and one that would be replaced", () => {
      const name = "svc-tax-database-password-2";
      const [finding] = refused(name);
      expect(protectedKinds(previewOf(step("delete", PASSWORD, name, { old: length, protect: true }), made))).toEqual([
        {
          ...finding,
          remedy: `${finding!.remedy} Pulumi itself refuses too while it is protected: \`pulumi state unprotect\` comes first.`,
        },
      ]);
      const replaced = step("replace", PASSWORD, name, {
        old: length,
        now: { length: 24 },
        replaceReasons: ["length"],
      });
      expect(protectedKinds(previewOf(replaced, made))).toMatchObject([{ field: "replaced because of length" }]);
    });
  });

  it.each(["create", "update", "same"])("lets a Namespace %s pass", (op) => {
    expect(protectedKinds(previewOf(step(op, NAMESPACE, "n", { old: {}, now: {} })))).toEqual([]);
  });

  it("lets go of a Deployment, which a revert brings back", () => {
    expect(protectedKinds(previewOf(step("delete", DEPLOYMENT, "d", { old: {} })))).toEqual([]);
  });

  it.each([
    "core/v1:NodePatch",
    "apps/v1:DeploymentPatch",
    "storage.k8s.io/v1:StorageClassPatch",
    "apps/v1:DaemonSetPatch",
  ])("refuses to delete or replace %s, which gives its fields back; once however it is protected", (type) => {
    for (const op of ["delete", "replace"]) {
      const patch = step(op, `kubernetes:${type}`, "p", { old: {}, now: {}, protect: true });
      expect(protectedKinds(previewOf(patch))).toMatchObject([
        { rule: "protected-kind", remedy: expect.stringContaining("what it set goes back") },
      ]);
    }
  });
});

describe("immutable fields", () => {
  const fields = Object.entries(IMMUTABLE_FIELDS).flatMap(([kind, paths]) =>
    paths.map((path) => [kind, path] as const),
  );

  it.each(fields)("of %s: refuses an edit of %s", (kind, path) => {
    const change = { old: at(path, "a"), now: at(path, "b") };
    const found = immutableFields(previewOf(step("update", typeOf(kind), "x", change)));
    expect(found).toMatchObject([{ rule: "immutable-field", field: path, old: "a", new: "b" }]);
  });

  it("compares with the live value what the program left to the API server", () => {
    const outputs = at("spec.podManagementPolicy", "OrderedReady");
    const stated = (value: string) =>
      previewOf(step("update", STATEFUL_SET, "db", { old: {}, outputs, now: at("spec.podManagementPolicy", value) }));
    expect(immutableFields(stated("OrderedReady"))).toEqual([]);
    expect(immutableFields(stated("Parallel"))).toMatchObject([{ old: "OrderedReady", new: "Parallel" }]);
  });

  it("does not call a field that nobody declares a change", () => {
    const outputs = at("spec.clusterIP", "10.0.0.1");
    expect(
      immutableFields(previewOf(step("update", "kubernetes:core/v1:Service", "s", { old: {}, outputs, now: {} }))),
    ).toEqual([]);
  });

  it("sees a change inside a masked value where the provider reports it", () => {
    const job = (detailedDiff: Fields) =>
      previewOf(
        step("update", "kubernetes:batch/v1:Job", "j", {
          old: at("spec.template", SECRET),
          now: at("spec.template", SECRET),
          detailedDiff,
        }),
      );
    expect(immutableFields(job({ "spec.template.spec.containers[0].image": {} }))).toMatchObject([
      { old: SECRET, new: SECRET },
    ]);
    expect(immutableFields(job({ "spec.templateOther": {}, "metadata.labels": {} }))).toEqual([]);
  });

  it("counts an edit through a patch", () => {
    const change = { old: at("provisioner", "a"), now: at("provisioner", "b") };
    const patch = step("update", "kubernetes:storage.k8s.io/v1:StorageClassPatch", "p", change);
    expect(immutableFields(previewOf(patch))).toHaveLength(1);
  });
});

describe("fields that a patch gives back", () => {
  const type = "kubernetes:apps/v1:DeploymentPatch";
  const spec = at("spec", { replicas: 3, minReadySeconds: 5 });

  it("are refused, with their old values", () => {
    const found = givenBack(previewOf(step("update", type, "dns", { old: spec, now: at("spec.minReadySeconds", 5) })));
    expect(found).toMatchObject([{ rule: "given-back", field: "spec.replicas", old: { "spec.replicas": 3 } }]);
  });

  it("are not those that only change, that tell the provider how, or that an object of our own no longer has", () => {
    const changed = step("update", type, "dns", { old: spec, now: at("spec", { replicas: 4, minReadySeconds: 5 }) });
    const forced = step("update", type, "dns", {
      old: at("metadata.annotations", { "pulumi.com/patchForce": "true" }),
      now: {},
    });
    const own = step("update", DEPLOYMENT, "d", { old: spec, now: {} });
    expect(givenBack(previewOf(changed, forced, own))).toEqual([]);
  });

  it("are not a map that was empty and is filled, as in an object that K3s made anew; but a label that another's key begins with", () => {
    const patch = (old: Fields, now: Fields) => previewOf(step("update", type, "dns", { old, now }));
    const filled = at("spec.template.spec", { affinity: { a: 1 } });
    expect(givenBack(patch(at("spec.template.spec", {}), filled))).toEqual([]);
    expect(givenBack(patch(filled, at("spec.template.spec", {})))).toHaveLength(1);
    const [both, one] = [{ app: "dns", "app.kubernetes.io/name": "dns" }, { "app.kubernetes.io/name": "other" }];
    expect(givenBack(patch(at("metadata.labels", both), at("metadata.labels", one)))).toHaveLength(1);
  });
});
