/** What is said of faults. */
import { expect, it } from "@jest/globals";

import { cut, cutOneWay, describeFault, type Fault, partition, subjectOf } from "./fault";

it.each([
  [cut("a", "b"), "packets are lost between a and b"],
  [cutOneWay("a", "b"), "packets are lost from a to b"],
  [partition([["a", "b"], ["c"]]), "packets are lost between a and c, between b and c"],
  [{ kind: "delay", ends: ["a", "b"], milliseconds: 80 }, "packets between a and b take 80 ms longer each way"],
  [{ kind: "stop-part", part: "etcd" }, "etcd is stopped"],
] as [Fault, string][])("%j", (fault, words) => {
  expect(describeFault(fault)).toBe(words);
});

it("cuts add up; a link is delayed once, whichever end is named first", () => {
  expect(subjectOf(cut("a", "b"))).toBeUndefined();
  const [one, other] = [["a", "b"] as const, ["b", "a"] as const].map((ends) =>
    subjectOf({ kind: "delay", ends, milliseconds: 1 }),
  );
  expect(one).toBe(other);
});
