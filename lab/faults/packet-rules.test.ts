/** What the kernel is told. That packets are then lost, and late, is seen by `npm run drill -- faults`. */
import { describe, expect, it } from "@jest/globals";

import { CONTROL_PLANE, cut, cutOneWay, type Fault } from "./fault";
import type { InForce } from "./in-force";
import { cutRules, delayRules } from "./packet-rules";

const NETWORK = {
  nodes: ["one", "two"],
  ranges: [
    { range: "10.42.5.0/24", via: "10.99.0.11" },
    { range: "10.42.6.0/24", via: "10.99.0.12" },
  ],
};
const HOLDER = { pid: 1, startTicks: "1", bootId: "this" };
const inForce = (...faults: Fault[]): InForce[] =>
  faults.map((fault, index) => ({ id: index + 1, fault, since: "2026-01-01T00:00:00.000Z", holder: HOLDER }));
const added = (rules: string) => rules.split("\n").filter((line) => line.startsWith("-A"));

it("nothing is lost and nothing waits where no fault says so", () => {
  const others = inForce({ kind: "lose-node", node: "one" });
  expect([...added(cutRules(NETWORK, others)), ...added(delayRules(NETWORK, others))]).toEqual([]);
});

it("a cut loses what comes in by one port and would leave by the other", () => {
  expect(added(cutRules(NETWORK, inForce(cut("one", "two"))))).toEqual([
    "-A FORWARD -p IPv4 -i node0 -o node1 -j DROP",
    "-A FORWARD -p IPv4 -i node1 -o node0 -j DROP",
  ]);
});

it("the control plane is where the switch itself takes and sends", () => {
  expect(added(cutRules(NETWORK, inForce(cutOneWay("two", CONTROL_PLANE), cutOneWay(CONTROL_PLANE, "one"))))).toEqual([
    "-A INPUT -p IPv4 -i node1 -j DROP",
    "-A OUTPUT -p IPv4 -o node0 -j DROP",
  ]);
});

it("two cuts of one way are one rule, which stays until both are healed", () => {
  const [one, other] = [cutOneWay("one", "two"), cut("one", "two")];
  expect(added(cutRules(NETWORK, inForce(one, other)))).toHaveLength(2);
  expect(added(cutRules(NETWORK, inForce(one)))).toEqual(["-A FORWARD -p IPv4 -i node0 -o node1 -j DROP"]);
});

it("delayed packets wait in the queue of their fault, or pass where nobody holds them back", () => {
  const delay: Fault = { kind: "delay", ends: ["one", "two"], milliseconds: 80 };
  expect(added(delayRules(NETWORK, inForce(cut("one", "two"), delay)))).toEqual([
    "-A FORWARD -m physdev --physdev-in node0 --physdev-out node1 -j NFQUEUE --queue-num 2 --queue-bypass",
    "-A FORWARD -m physdev --physdev-in node1 --physdev-out node0 -j NFQUEUE --queue-num 2 --queue-bypass",
  ]);
});

describe("what the control plane sends is known by whom it's for, from whichever of its addresses it answers", () => {
  const delay: Fault = { kind: "delay", ends: [CONTROL_PLANE, "two"], milliseconds: 80 };
  const [toNode, toPods, back] = [
    "-A OUTPUT -d 10.99.0.12 -j NFQUEUE --queue-num 1 --queue-bypass",
    "-A OUTPUT -d 10.42.6.0/24 -j NFQUEUE --queue-num 1 --queue-bypass",
    "-A INPUT -m physdev --physdev-in node1 -j NFQUEUE --queue-num 1 --queue-bypass",
  ];

  it("the node and its pods", () => {
    expect(added(delayRules(NETWORK, inForce(delay)))).toEqual([toNode, toPods, back]);
  });

  it("the node alone, where it wasn't told yet which addresses its pods have", () => {
    const network = { ...NETWORK, ranges: NETWORK.ranges.slice(0, 1) };
    expect(added(delayRules(network, inForce(delay)))).toEqual([toNode, back]);
  });
});
