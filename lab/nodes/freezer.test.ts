/** What is written to freeze and thaw. That the kernel then does so is seen by `npm run drill -- faults`, with cgroups v1. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import type { Hierarchy } from "./cgroups";
import { freeze, thaw, thawAll } from "./freezer";

const NODE = "lab/node0";
const POD = "lab/node0/kubepods/one";
let root: string;
const file = (...path: string[]) => join(root, ...path);

beforeEach(() => void (root = mkdtempSync(join(tmpdir(), "gx-freezer-"))));
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe.each([
  ["v1", { version: 1, options: "freezer" }, "freezer.state", ["FROZEN", "THAWED"]],
  ["v2", { version: 2, options: "" }, "cgroup.freeze", ["1", "0"]],
] as const)("with cgroups %s", (_version, kind, name, [frozen, thawed]) => {
  let found: Hierarchy[];
  const state = (folder: string) => readFileSync(file(folder, name), "utf8");

  beforeEach(() => {
    found = [{ folder: root, ...kind }];
    for (const folder of [NODE, "lab/node0/kubepods", POD, "lab/node1"]) {
      mkdirSync(file(folder), { recursive: true });
      writeFileSync(file(folder, name), thawed);
      writeFileSync(file(folder, "cgroup.events"), "populated 1\nfrozen 1\n");
    }
  });

  it("a cgroup is frozen, and no other", async () => {
    await freeze(NODE, found);
    expect([NODE, POD, "lab/node1"].map(state)).toEqual([frozen, thawed, thawed]);
  });

  it("a cgroup is thawed, and one below it that was frozen by itself isn't", async () => {
    await freeze(NODE, found);
    await freeze(POD, found);
    thaw("lab", [{ folder: file("absent"), ...kind }]);
    expect([NODE, POD].map(state)).toEqual([frozen, frozen]);
    thaw(NODE, found);
    expect([NODE, POD].map(state)).toEqual([thawed, frozen]);
  });

  it("all is thawed with what is below it", async () => {
    await freeze(NODE, found);
    await freeze(POD, found);
    thawAll("lab", [{ folder: file("absent"), ...kind }]);
    expect([NODE, POD].map(state)).toEqual([frozen, frozen]);
    thawAll(NODE, found);
    expect([NODE, POD].map(state)).toEqual([thawed, thawed]);
  });
});

it("says so where nothing can be frozen", async () => {
  await expect(freeze(NODE, [{ folder: root, version: 1, options: "pids" }])).rejects.toThrow(
    "no cgroups for freezer are mounted",
  );
  for (const none of [thaw, thawAll]) none(NODE, []);
});
