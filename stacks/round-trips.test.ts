/** etcd's timers from round trips. The round trips themselves are estimates: nothing here measures a network. */
import { expect, it } from "@jest/globals";
import { SERVERS } from "./inventory";
import { ESTIMATED_ROUND_TRIPS, etcdTimers, roundTripAdvice } from "./round-trips";
import { clusterMembers } from "./topology";

it("knows every pair of the cluster's servers exactly once", () => {
  const names = clusterMembers(SERVERS).map((server) => server.name);
  const pairs = names.flatMap((first, index) => names.slice(index + 1).map((second) => `${first} ${second}`));
  expect(ESTIMATED_ROUND_TRIPS.map(({ between }) => [...between].sort().join(" ")).sort()).toEqual(pairs.sort());
});

it("asks for a heartbeat of the longest round trip and ten of them for an election", () => {
  expect(etcdTimers(ESTIMATED_ROUND_TRIPS)).toEqual({ heartbeatMs: 220, electionMs: 2200 });
  expect(roundTripAdvice(ESTIMATED_ROUND_TRIPS)[0]).toContain(
    "--etcd-arg=heartbeat-interval=220 --etcd-arg=election-timeout=2200",
  );
});

it("says nothing about servers that stand side by side", () => {
  expect(roundTripAdvice([{ between: ["VPS-1", "VPS-2"], milliseconds: 2 }])).toEqual([]);
});
