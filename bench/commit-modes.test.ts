/** When a measurement counts: replicas in the roles of the mode, and as far away as declared. */
import { expect, it } from "@jest/globals";
import { type Replica, replicaProblems } from "./commit-modes";

const replica = (sync_state: string, write_lag_ms: number | null = 101): Replica => ({ sync_state, write_lag_ms });
const [SYNC, ASYNC] = [replica("sync"), replica("async")];

it.each([
  ["off", [ASYNC, ASYNC]],
  ["on", [ASYNC, SYNC]],
  ["strict", [SYNC, ASYNC]],
] as const)("finds nothing wrong with %s", (mode, replicas) => {
  expect(replicaProblems(replicas, mode, 100)).toEqual([]);
});

it.each([
  ["off", [SYNC, ASYNC]],
  ["on", [ASYNC, ASYNC]],
  ["strict", [SYNC]],
  ["strict", [SYNC, SYNC]],
  ["off", []],
] as const)("refuses %s with other replicas", (mode, replicas) => {
  expect(replicaProblems(replicas, mode, 0)).toEqual([expect.stringContaining(`where ${mode} asks for async and`)]);
});

it.each([
  ["too early", 99, "a replica answers after 99 ms, not 100"],
  ["not at all", null, "a replica answers after no ms, not 100"],
])("refuses a far replica that answers %s", (_what, lag, message) => {
  expect(replicaProblems([SYNC, replica("async", lag)], "strict", 100)).toEqual([message]);
});

it("takes a near replica that says nothing of its lag", () => {
  expect(replicaProblems([SYNC, replica("async", null)], "on", 0)).toEqual([]);
});
