/** The record of what is in force. That what is recorded is also done is seen by `npm run drill -- faults`. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, it } from "@jest/globals";

import { writePrivately } from "../files";
import { identityOf } from "../process-identity";
import { cut, type Fault } from "./fault";
import { faultsInForce, faultsReport, forgetFault, inOrderOfHealing, isInForce, recordFault } from "./in-force";

const LOST: Fault = { kind: "lose-node", node: "one" };
let runFolder: string;
const lab = () => ({ name: "mine", runFolder });

beforeEach(() => void (runFolder = mkdtempSync(join(tmpdir(), "gx-faults-"))));
afterEach(() => rmSync(runFolder, { recursive: true, force: true }));

it("a lab has none until one is recorded, and none when it is forgotten", () => {
  expect(faultsInForce(lab())).toEqual([]);
  expect(faultsReport(lab())).toBe("");
  const record = recordFault(lab(), LOST);
  expect(faultsInForce(lab())).toEqual([record]);
  expect(isInForce(lab(), record)).toBe(true);
  forgetFault(lab(), record);
  expect(faultsInForce(lab())).toEqual([]);
  expect(isInForce(lab(), record)).toBe(false);
});

it("a later fault of the same number is another one", () => {
  const first = recordFault(lab(), LOST);
  forgetFault(lab(), first);
  const later = recordFault(lab(), cut("one", "two"));
  expect(later.id).toBe(first.id);
  expect(isInForce(lab(), first)).toBe(false);
});

it("several are numbered; two of one node are refused, also of different kinds", () => {
  recordFault(lab(), LOST);
  expect(recordFault(lab(), cut("one", "two")).id).toBe(2);
  expect(recordFault(lab(), cut("one", "two")).id).toBe(3);
  expect(() => recordFault(lab(), { kind: "freeze-node", node: "one" })).toThrow(
    "node one can have one fault at a time, and fault 1 is in force: node one is lost",
  );
  expect(faultsInForce(lab()).map(({ id }) => id)).toEqual([1, 2, 3]);
});

it.each([
  [{ kind: "freeze-program", node: "one", program: "kubelet" }, "kubelet of node one is frozen"],
  [
    { kind: "freeze-container", container: { name: "default/web/main", node: "one", id: "abc" } },
    "container default/web/main on one is frozen",
  ],
] as [Fault, string][])("a node is neither lost nor replaced while a part of it is frozen: %j", (frozen, described) => {
  recordFault(lab(), frozen);
  for (const kind of ["lose-node", "replace-node"] as const) {
    expect(() => recordFault(lab(), { kind, node: "one" })).toThrow(
      `node one can't be lost while something on it is frozen, and fault 1 is in force: ${described}; end that first: Ctrl-C`,
    );
  }
  recordFault(lab(), { kind: "lose-node", node: "two" });
  expect(recordFault(lab(), { kind: "freeze-node", node: "one" }).id).toBe(3);
});

it("nodes come back last: what they register by is whole then", () => {
  for (const fault of [
    { kind: "replace-node", node: "two" },
    LOST,
    { kind: "stop-part", part: "api-server" },
  ] as Fault[])
    recordFault(lab(), fault);
  expect(inOrderOfHealing(faultsInForce(lab())).map(({ id }) => id)).toEqual([3, 1, 2]);
});

it("says who ends a fault: its process, or the command that heals, where that was killed", async () => {
  const record = recordFault(lab(), LOST);
  expect(faultsReport(lab())).toContain(
    `node one is lost, with all that ran on it; ends with process ${process.pid}\n`,
  );
  const child = spawn("true");
  const holder = identityOf(child.pid ?? 0);
  await new Promise((done) => child.once("close", done));
  writePrivately(join(runFolder, "faults/1.json"), JSON.stringify({ ...record, holder }));
  expect(faultsReport(lab())).toContain(`${child.pid} was killed: npm run lab -- fault heal --name mine\n`);
});
