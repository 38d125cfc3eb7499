/** What counts as a lab's cluster, by files alone. That a lab writes them so, tests/lifecycle/drift.test.ts shows. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { isLabCluster } from "./is-lab-cluster";
import { labLayout, type LabLayout } from "./layout";
import type { Ports } from "./ports";
import { newState, writeState } from "./state";

let labs: string;
let lab: LabLayout;
beforeEach(() => {
  labs = mkdtempSync(join(tmpdir(), "gx-labs-"));
  lab = labLayout(labs, "gx");
  mkdirSync(lab.folder);
  writeState(lab, { ...newState([], {} as Ports, "/kubectl"), clusterIdentity: "uid" });
});
afterEach(() => rmSync(labs, { recursive: true }));

it("is a lab's where its kubeconfig lies in a lab's folder and the identity is that lab's", () => {
  expect(isLabCluster(lab.kubeconfigPath, "uid")).toBe(true);
});

it.each([
  ["another identity", () => lab.kubeconfigPath, "another"],
  ["no identity", () => lab.kubeconfigPath, undefined],
  ["another file of the lab", () => join(lab.folder, "mainnet.kubeconfig"), "uid"],
  ["a folder without a lab", () => join(labs, "kubeconfig"), undefined],
  ["a folder that can't be a lab's", () => join(dirname(labs), "Not A Lab", "kubeconfig"), undefined],
  ["the root", () => "/kubeconfig", undefined],
])("is none with %s", (_case, kubeconfigPath, identity) => {
  expect(isLabCluster(kubeconfigPath(), identity)).toBe(false);
});
