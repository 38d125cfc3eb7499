/** That a lab of one kind isn't mistaken for one of the other. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, it } from "@jest/globals";

import { silent } from "../../toolchain/progress";
import { labNodesOf } from "../inventory-nodes";
import { startLab } from "../lab";
import { labLayout } from "../layout";
import { makePrivateFolder } from "../files";
import { startRealLab } from "./real-lab";
import { realLayout } from "./real-layout";
import { hasRealNodes, readRealState, writeRealState } from "./real-state";

let labsFolder: string;
const nodes = labNodesOf();

beforeEach(() => void (labsFolder = mkdtempSync(join(tmpdir(), "gx-labs-"))));
afterEach(() => rmSync(labsFolder, { recursive: true, force: true }));

function labFolder() {
  const layout = realLayout(labLayout(labsFolder, "mine"));
  makePrivateFolder(layout.folder);
  return layout;
}

it("the state is read as it was written, and none from what is no state", () => {
  const layout = labFolder();
  expect(hasRealNodes(layout)).toBe(false);
  const state = { nodes, tools: { kubectl: "/bin/kubectl" }, store: "", complete: true };
  writeRealState(layout, state);
  expect(readRealState(layout)).toEqual(state);
  writeFileSync(layout.realStateFile, "{");
  expect([hasRealNodes(layout), readRealState(layout)]).toEqual([true, undefined]);
});

it("a lab with real nodes isn't started with simulated ones", async () => {
  writeRealState(labFolder(), { nodes, tools: {}, store: "", complete: false });
  const tools = { path: () => "/nowhere" };
  await expect(startLab({ name: "mine", labsFolder, nodes, tools, progress: silent })).rejects.toThrow(
    'lab "mine" has real nodes: reset it (npm run lab:reset -- --name mine), or give another --name',
  );
});

it("a lab with simulated nodes isn't started with real ones", async () => {
  writeFileSync(labFolder().stateFile, "{}");
  const tools = () => Promise.reject(new Error("asked for"));
  await expect(startRealLab({ name: "mine", labsFolder, nodes, tools, progress: silent })).rejects.toThrow(
    'lab "mine" has simulated nodes: reset it (npm run lab:reset -- --name mine), or give another --name',
  );
});
