/** Words to faults. What the faults do is seen by `npm run drill -- faults`. */
import { describe, expect, it } from "@jest/globals";

import { UserError } from "../../toolchain/user-error";
import { FAULT_HELP } from "./help";
import { durationIn, faultIn, KINDS, type Names } from "./words";

const [ONE, TWO, THREE] = ["one.example", "two.example", "three.example"] as const;
const CONTAINER = { name: "default/web/main", node: ONE, id: "abc" };
const names: Names = {
  nodes: [ONE, TWO, THREE],
  container: (name) =>
    name === CONTAINER.name ? Promise.resolve(CONTAINER) : Promise.reject(new UserError("no such container")),
};

it.each([
  ["lose-node one.example", { kind: "lose-node", node: ONE }],
  ["replace-node one", { kind: "replace-node", node: ONE }],
  ["lose-node one", { kind: "lose-node", node: ONE }],
  [
    "cut one two",
    {
      kind: "cut",
      ways: [
        [ONE, TWO],
        [TWO, ONE],
      ],
    },
  ],
  ["cut-one-way one control-plane", { kind: "cut", ways: [[ONE, "control-plane"]] }],
  ["delay one two 80ms", { kind: "delay", ends: [ONE, TWO], milliseconds: 80 }],
  ["freeze one", { kind: "freeze-node", node: ONE }],
  ["freeze one/kubelet", { kind: "freeze-program", node: ONE, program: "kubelet" }],
  ["freeze default/web/main", { kind: "freeze-container", container: CONTAINER }],
  ["freeze etcd", { kind: "freeze-part", part: "etcd" }],
  ["fill one", { kind: "fill", node: ONE }],
  ["stop api-server", { kind: "stop-part", part: "api-server" }],
])("%s", async (words, fault) => {
  expect(await faultIn(words.split(" "), names)).toEqual(fault);
});

it("a partition cuts each of a group off from each of the others, and nobody within one", async () => {
  const fault = await faultIn(["partition", "one,two", "three", "control-plane"], names);
  const ways = fault.kind === "cut" ? fault.ways.map((way) => way.map((end) => end.split(".")[0]).join(" to ")) : [];
  expect(ways.sort()).toEqual(
    [
      ...["one to three", "three to one", "two to three", "three to two"],
      ...["one to control-plane", "control-plane to one", "two to control-plane", "control-plane to two"],
      ...["three to control-plane", "control-plane to three"],
    ].sort(),
  );
});

describe("refuses", () => {
  it.each([
    [
      "fire",
      'unknown fault "fire": there are lose-node, replace-node, cut, cut-one-way, partition, delay, freeze, fill, stop, kill and heal',
    ],
    ["toString", 'unknown fault "toString"'],
    ["lose-node", 'it is fault lose-node NODE; got ""'],
    ["lose-node four", 'unknown node "four": there are one.example, two.example, three.example'],
    ["lose-node control-plane", 'unknown node "control-plane"'],
    [
      "cut one four",
      'unknown end "four": there are the nodes one.example, two.example, three.example and control-plane',
    ],
    ["cut one one.example", "one.example is both ends: give two"],
    ["cut one two three", 'it is fault cut A B; got "one two three"'],
    ["partition one,two", 'it is fault partition A,B C,D …; got "one,two"'],
    ["partition one,two two", "two.example is named twice"],
    ["fill control-plane", 'unknown node "control-plane"'],
    ["delay one two fast", 'the delay "fast" is no time: give one such as 500ms, 30s or 5m'],
    ["delay one two 11s", "a delay of 11s is too long"],
    ["freeze one/init", 'a node has no program "init": there are kubelet, containerd, kube-proxy, kube-router'],
    ["freeze four", 'unknown node "four": there are one.example, two.example, three.example, or etcd or api-server'],
    ["freeze default/web/other", "no such container"],
    ["stop scheduler", '"scheduler" can\'t be stopped: give etcd or api-server'],
  ])("%s", async (words, message) => {
    await expect(faultIn(words.split(" "), names)).rejects.toThrow(message);
  });
});

it("a time has a unit, and is some time", () => {
  expect(["250ms", "30s", "5m"].map((time) => durationIn(time, "--for"))).toEqual([250, 30_000, 300_000]);
  for (const none of ["30", "0s", "-1s", "1h", ""])
    expect(() => durationIn(none, "--for")).toThrow(`--for "${none}" is no`);
});

it("the help names every fault", () => {
  for (const word of [...Object.keys(KINDS), "kill", "heal"]) expect(FAULT_HELP).toContain(`  ${word} `);
});
