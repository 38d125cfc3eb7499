/**
 * One live object under two of Pulumi's names, in previews made by hand. That a rename destroys the object, and that the gate sees
 * it in a real preview, is shown in tests/lifecycle/renamed-objects.test.ts.
 */
import { describe, expect, it } from "@jest/globals";
import { judge } from "../judge";
import { textReport } from "../report";
import type { Fields, Step } from "../preview";
import { previewOf, step } from "../testing";
import { renamed } from "./renamed";

const NOW = new Date("2026-11-21T12:00:00Z");
const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const named = (name: string, namespace?: string): Fields => ({ metadata: { name, ...(namespace && { namespace }) } });
const web = named("web", "backend");

const made = (type: string, name: string, now: Fields, rest: Partial<Step> = {}) =>
  step("create", type, name, { now, ...rest });
const gone = (type: string, name: string, old: Fields) => step("delete", type, name, { old });

describe("a rename in the program", () => {
  it.each<[string, string, string, Fields, Fields]>([
    ["of a Deployment", DEPLOYMENT, DEPLOYMENT, web, web],
    ["to another version of its group", "kubernetes:apps/v1beta1:Deployment", DEPLOYMENT, web, web],
    ["of a custom object", "kubernetes:example.com/v1:Tree", "kubernetes:example.com/v2:Tree", web, web],
    ["of a cluster's object", "kubernetes:core/v1:Namespace", "kubernetes:core/v1:Namespace", named("a"), named("a")],
    ["of a patch", `${DEPLOYMENT}Patch`, `${DEPLOYMENT}Patch`, web, web],
    ["into a patch", DEPLOYMENT, `${DEPLOYMENT}Patch`, web, web],
    ["into a list", DEPLOYMENT, "kubernetes:apps/v1:DeploymentList", web, { items: [web] }],
    [
      "into a list of anything",
      DEPLOYMENT,
      "kubernetes:core/v1:List",
      web,
      { items: [{ ...web, apiVersion: "apps/v1", kind: "Deployment" }] },
    ],
    ["into the default namespace's name", DEPLOYMENT, DEPLOYMENT, named("web"), named("web", "default")],
    [
      "of a password",
      "random:index/randomPassword:RandomPassword",
      "random:index/randomPassword:RandomPassword",
      { length: 32 },
      { length: 32 },
    ],
    [
      "of a command",
      "command:remote:Command",
      "command:remote:Command",
      { create: "a", delete: "b" },
      { create: "a", delete: "b" },
    ],
  ])("%s is refused", (_what, from, to, old, now) => {
    for (const steps of [
      [gone(from, "old", old), made(to, "new", now)],
      [made(to, "new", now), gone(from, "old", old)],
    ]) {
      expect(renamed(previewOf(...steps))).toMatchObject([
        { rule: "renamed", resource: `${to}::new`, remedy: expect.stringMatching(/aliases: \[.*old/) },
      ]);
    }
  });

  it("is refused where the old name stays, or moves on to another object", () => {
    const stays = step("same", DEPLOYMENT, "old", { old: web, now: web });
    const moves = step("replace", DEPLOYMENT, "old", { old: web, now: named("other", "backend") });
    expect(renamed(previewOf(stays, made(DEPLOYMENT, "new", web)))).toMatchObject([
      { field: expect.stringContaining("created a second time") },
    ]);
    expect(renamed(previewOf(moves, made(DEPLOYMENT, "new", web)))).toHaveLength(1);
  });

  it("is refused once where two names change places, each with its own remedy", () => {
    const [a, b] = [named("a"), named("b")];
    const swap = [
      step("replace", DEPLOYMENT, "one", { old: a, now: b }),
      step("replace", DEPLOYMENT, "two", { old: b, now: a }),
    ];
    expect(renamed(previewOf(...swap)).map(({ resource }) => resource)).toEqual([
      `${DEPLOYMENT}::one`,
      `${DEPLOYMENT}::two`,
    ]);
  });

  it("is refused with an alias too, where the object is replaced at the same time", () => {
    const urn = "urn:pulumi:mainnet::gx::kubernetes:apps/v1:Deployment::old";
    const state = { type: DEPLOYMENT, urn, inputs: web };
    const replaced = { ...step("replace", DEPLOYMENT, "new", { old: web, now: web }), oldState: state };
    expect(renamed(previewOf(replaced))).toMatchObject([{ field: expect.stringContaining("renamed and replaced") }]);
    expect(renamed(previewOf({ ...replaced, op: "same" }))).toEqual([]);
  });

  it("leaves alone what is another object, or nothing of its own", () => {
    for (const [type, old, now] of [
      [DEPLOYMENT, web, named("web", "other")],
      [DEPLOYMENT, web, named("web-2", "backend")],
      [DEPLOYMENT, {}, {}],
      [DEPLOYMENT, named("[secret]"), named("[secret]")],
      ["random:index/randomPassword:RandomPassword", { length: 32 }, { length: 24 }],
      ["gx:test:Component", {}, {}],
    ] as const) {
      expect(renamed(previewOf(gone(type, "old", old), made(type, "new", now)))).toEqual([]);
    }
    const other = gone("kubernetes:core/v1:Service", "old", web);
    expect(renamed(previewOf(other, made(DEPLOYMENT, "new", web)))).toEqual([]);
    expect(renamed(previewOf(step("replace", DEPLOYMENT, "same", { old: web, now: web })))).toEqual([]);
  });

  it("leaves alone a password of a later generation, declared like the one that it deletes; no other way round", () => {
    const password = "random:index/randomPassword:RandomPassword";
    const generation = (number: number) => `svc-tax-database-password-${number}`;
    const swapped = (old: string, now: string) =>
      renamed(previewOf(made(password, now, { length: 32 }), gone(password, old, { length: 32 })));
    expect(swapped(generation(1), generation(3))).toEqual([]);
    expect(swapped(generation(3), generation(1))).toHaveLength(1);
    expect(swapped("svc-admin-database-password-1", generation(3))).toHaveLength(1);
  });

  it("leaves alone a second patch of one object, a second password like the first, and what is only read", () => {
    const patch = step("same", `${DEPLOYMENT}Patch`, "one", { old: web, now: web });
    expect(renamed(previewOf(patch, made(`${DEPLOYMENT}Patch`, "two", web)))).toEqual([]);
    const password = "random:index/randomPassword:RandomPassword";
    const stays = step("same", password, "one", { old: { length: 32 }, now: { length: 32 } });
    expect(renamed(previewOf(stays, made(password, "two", { length: 32 })))).toEqual([]);
    expect(renamed(previewOf(step("read", DEPLOYMENT, "look", { old: web }), made(DEPLOYMENT, "new", web)))).toEqual(
      [],
    );
  });
});

describe("the remedy", () => {
  const urn = (types: string, name: string) => `urn:pulumi:mainnet::gx::${types}::${name}`;
  const stack = urn("pulumi:pulumi:Stack", "gx-mainnet");
  const [system, service] = [urn("gx:System", "services"), urn("gx:System$gx:Service", "web")];
  const remedyOf = (old: [string, string, string], now: [string, string, string]) => {
    const at = ([types, name, parent]: [string, string, string]) => {
      const full = urn(types, name);
      return { urn: full, state: { urn: full, parent, type: types.split("$").at(-1)!, inputs: web } };
    };
    const [was, is] = [at(old), at(now)];
    const steps: Step[] = [
      { op: "create", urn: is.urn, newState: is.state },
      { op: "delete", urn: was.urn, oldState: was.state },
    ];
    return renamed(previewOf(...steps))[0]?.remedy;
  };
  const from = `gx:System$${DEPLOYMENT}`;

  it("is the alias of what changed: name, parent, type", () => {
    expect(remedyOf([from, "old", system], [from, "new", system])).toContain('aliases: [{ name: "old" }]');
    expect(remedyOf([from, "web", system], [`gx:System$gx:Service$${DEPLOYMENT}`, "web", service])).toContain(
      `aliases: [{ parent: "${system}" }]`,
    );
    expect(remedyOf([DEPLOYMENT, "web", stack], [from, "web", system])).toContain(
      "aliases: [{ parent: pulumi.rootStackResource }]",
    );
    const beta = "gx:System$kubernetes:apps/v1beta1:Deployment";
    expect(remedyOf([beta, "old", system], [from, "new", system])).toContain(
      'aliases: [{ name: "old", type: "kubernetes:apps/v1beta1:Deployment" }]',
    );
  });

  it("is no allowance", () => {
    const preview = previewOf(gone(DEPLOYMENT, "old", web), made(DEPLOYMENT, "new", web));
    const report = textReport(
      judge(preview, { stack: "mainnet", allowances: [], deployedAllowances: [], now: NOW }),
      NOW,
    );
    expect(report).toContain("No allowance lets this through");
    expect(report).not.toContain("change: sha256");
  });
});
