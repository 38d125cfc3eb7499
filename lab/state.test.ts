/** What a start decides from what it finds. That the findings are right is shown with a whole lab. */
import { describe, expect, it } from "@jest/globals";

import type { LabNode } from "./nodes";
import { PART_NAMES, type PartName } from "./parts/part";
import type { Ports } from "./ports";
import { decideStart, type LabFacts, newState, withDependants } from "./state";

const node = (name: string): LabNode => ({
  name,
  labels: { "node-id": name },
  capacity: { cpu: "1", memory: "1Gi", pods: "10", "ephemeral-storage": "1G" },
});
const PORTS: Ports = {
  "etcd-client": 1,
  "etcd-peer": 2,
  "api-server": 3,
  "controller-manager": 4,
  scheduler: 5,
  kwok: 6,
};
const complete = { ...newState([node("a")], PORTS, "/kubectl"), complete: true };
const facts = (changes: Partial<LabFacts> = {}): LabFacts => ({
  name: "gx",
  state: complete,
  hasRemnants: true,
  broken: [],
  wantedNodes: [node("a")],
  ...changes,
});

describe("decideStart", () => {
  it("does nothing where all runs", () => {
    expect(decideStart(facts())).toEqual({ action: "nothing" });
  });

  it("creates what is not there", () => {
    expect(decideStart(facts({ state: undefined, hasRemnants: false }))).toEqual({ action: "create" });
  });

  it.each([
    ["nothing legible", undefined],
    ["a state that never became complete", newState([node("a")], PORTS, "/kubectl")],
  ])("starts over, and says so, where an interrupted start left %s", (_what, state) => {
    expect(decideStart(facts({ state }))).toEqual({
      action: "create",
      because: 'an earlier start of lab "gx" did not finish: starting over',
    });
  });

  it("starts what is broken, and keeps the data", () => {
    expect(decideStart(facts({ broken: ["kwok"] }))).toEqual({
      action: "carry-on",
      start: ["kwok"],
      nodesChanged: false,
    });
  });

  it("registers other nodes without stopping anything", () => {
    expect(decideStart(facts({ wantedNodes: [node("a"), node("b")] }))).toEqual({
      action: "carry-on",
      start: [],
      nodesChanged: true,
    });
  });

  it("refuses the data of another version, and says how to go on", () => {
    expect(() => decideStart(facts({ state: { ...complete, formatVersion: 0 } }))).toThrow(
      'lab "gx" was made by another version of this program (format 0, this one reads 1): reset it (npm run lab:reset)',
    );
  });
});

describe("withDependants", () => {
  it.each<[PartName[], readonly PartName[]]>([
    [[], []],
    [["etcd"], PART_NAMES],
    [["api-server"], PART_NAMES.filter((name) => name !== "etcd")],
    [["scheduler"], ["scheduler"]],
    [
      ["kwok", "controller-manager"],
      ["controller-manager", "kwok"],
    ],
  ])("of %j are %j", (parts, expected) => {
    expect(withDependants(parts)).toEqual(expected);
  });
});
