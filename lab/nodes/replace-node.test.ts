/** How far a node has come back. That it then does is seen by `npm run drill -- faults`. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { afterEach, beforeEach, expect, it } from "@jest/globals";

import { labLayout } from "../layout";
import { isUp, nodeProcess, podRanges, writePodNetwork } from "./node";
import { nodeFolders, type RealLayout, realLayout } from "./real-layout";
import { isConnected } from "./replace-node";

const [ONE, TWO] = [{ name: "one" }, { name: "two" }] as never[];
let folder: string;
let layout: RealLayout;

/** As the kernel tells of a process that runs, which is this one. */
function startOne(): void {
  const { recordFile } = nodeProcess(layout, "one");
  mkdirSync(dirname(recordFile), { recursive: true });
  const [stat, boot] = [`/proc/${process.pid}/stat`, "/proc/sys/kernel/random/boot_id"].map((file) =>
    readFileSync(file, "utf8"),
  );
  writeFileSync(recordFile, `${stat}${boot}`);
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gx-node-"));
  layout = realLayout(labLayout(folder, "mine"));
  for (const name of ["one", "two"]) mkdirSync(join(nodeFolders(layout, name).etc, "cni/net.d"), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it("a node is up once it runs and is at the switch, and connected once it is told of its pods' addresses, too", () => {
  const state = () => [isUp(layout, "one"), isConnected(layout, "one")];
  writeFileSync(join(nodeFolders(layout, "one").etc, "network-is-up"), "");
  writePodNetwork(layout, ONE!, "10.42.7.0/24");
  expect(state()).toEqual([false, false]);
  startOne();
  expect(state()).toEqual([true, true]);
  rmSync(join(nodeFolders(layout, "one").etc, "cni"), { recursive: true });
  expect(state()).toEqual([true, false]);
  rmSync(join(nodeFolders(layout, "one").etc, "network-is-up"));
  expect(state()).toEqual([false, false]);
});

it("a node that wasn't told yet has no addresses of pods that others could be sent to", () => {
  writePodNetwork(layout, TWO!, "10.42.7.0/24");
  expect(podRanges(layout, [ONE!, TWO!])).toEqual([{ range: "10.42.7.0/24", via: "10.99.0.12" }]);
});
