/**
 * Proves the exact message for each disruption budget that lets a quorum go, or holds a drain up for ever.
 * Does not prove that a group's label says who has to agree with whom.
 */
import { describe, expect, it } from "@jest/globals";
import { quorumBudgets } from "./quorum-budgets";
import { UNKNOWN, VALID_BUDGET, validWorkload, withField, type Fixture } from "./testing/fixtures";
import { judgeStack } from "./testing/judgement";
import { VALID_POSTGRES, VALID_QUORUM_BUDGET } from "./testing/postgres";

const GROUP = "gxcoin.money/quorum-group";
const BUDGET = "PodDisruptionBudget backend-mainnet/postgres:";

const violations = async (...fixtures: Fixture[]) => (await judgeStack(quorumBudgets, fixtures)).violations;
const bounded = (bound: string, value: unknown) =>
  withField(withField(VALID_QUORUM_BUDGET, "spec.maxUnavailable", undefined), `spec.${bound}`, value);
/** A member of a group of five, alone in its workload. */
const orderer = (name: string) =>
  Object.entries({
    "metadata.name": name,
    "spec.replicas": 1,
    "spec.template.metadata.labels": { "app.kubernetes.io/name": name, [GROUP]: "raft" },
  }).reduce(
    (fixture, [field, value]) => withField(fixture, field, value),
    validWorkload("kubernetes:apps/v1:StatefulSet"),
  );
const ORDERERS = ["orderer0", "orderer1", "orderer2", "orderer3", "orderer4"].map(orderer);
const named = (name: string, labels: object, budget = VALID_QUORUM_BUDGET) =>
  withField(withField(budget, "metadata.name", name), "spec.selector.matchLabels", labels);
const raft = (bound: string, value: unknown) => named("raft", { [GROUP]: "raft" }, bounded(bound, value));

describe("quorum-budgets", () => {
  it("accepts a budget that lets one of three go", async () => {
    expect(await violations(VALID_POSTGRES, VALID_QUORUM_BUDGET)).toEqual([]);
  });

  it.each([
    ["maxUnavailable", 2],
    ["maxUnavailable", "50%"],
    ["minAvailable", 1],
    ["minAvailable", "33%"],
  ])("refuses %s %j over three", async (bound, value) => {
    expect(await violations(VALID_POSTGRES, bounded(bound, value))).toEqual([
      `${BUDGET} spec.${bound} is ${JSON.stringify(value)}: 2 of 3 members of backend-mainnet/postgres could go at once; ` +
        "let at most 1 go, by one budget over the group.",
    ]);
  });

  it.each([undefined, "IfHealthyBudget"])("refuses an unhealthyPodEvictionPolicy of %j", async (policy) => {
    const found = policy === undefined ? "is not set" : `is "${policy}"`;
    expect(
      await violations(VALID_POSTGRES, withField(VALID_QUORUM_BUDGET, "spec.unhealthyPodEvictionPolicy", policy)),
    ).toEqual([
      `${BUDGET} spec.unhealthyPodEvictionPolicy ${found}; set it to "AlwaysAllow", ` +
        "or members of backend-mainnet/postgres that never become ready block every drain.",
    ]);
  });
});

describe("a group of several workloads", () => {
  it.each([
    ["maxUnavailable", 1],
    ["maxUnavailable", 2],
    ["minAvailable", 3],
  ])("may be covered by one budget: %s %j of five", async (bound, value) => {
    expect(await violations(...ORDERERS, raft(bound, value))).toEqual([]);
  });

  it("must keep its majority", async () => {
    expect(await violations(...ORDERERS, raft("maxUnavailable", "50%"))).toEqual([
      'PodDisruptionBudget backend-mainnet/raft: spec.maxUnavailable is "50%": 3 of 5 members of backend-mainnet/raft ' +
        "could go at once; let at most 2 go, by one budget over the group.",
    ]);
  });

  it("must be covered, each of its members", async () => {
    const field = `spec.template.metadata.labels["${GROUP}"]`;
    const uncovered = (name: string) =>
      `StatefulSet backend-mainnet/${name}: ${field} is "raft", and no PodDisruptionBudget covers this one of 5 members ` +
      "of backend-mainnet/raft; cover the group by one with maxUnavailable 1.";
    expect(await violations(...ORDERERS)).toEqual(ORDERERS.map((_, index) => uncovered(`orderer${index}`)));
    const stray = withField(raft("maxUnavailable", 1), "metadata.namespace", "fabric");
    expect(await violations(...ORDERERS, stray)).toHaveLength(5);
  });

  it("isn't kept by budgets that each let one go", async () => {
    const own = ORDERERS.map((_, index) => named(`orderer${index}`, { "app.kubernetes.io/name": `orderer${index}` }));
    expect(await violations(...ORDERERS, ...own)).toEqual(
      own.map(
        (_, index) =>
          `PodDisruptionBudget backend-mainnet/orderer${index}: spec.maxUnavailable is 1: 5 of 5 members of ` +
          "backend-mainnet/raft could go at once; let at most 2 go, by one budget over the group.",
      ),
    );
  });

  it("isn't kept by a budget that counts others too", async () => {
    const all = withField(raft("minAvailable", 3), "spec.selector", {});
    expect(await violations(...ORDERERS, validWorkload("kubernetes:apps/v1:Deployment"), all)).toEqual([
      "PodDisruptionBudget backend-mainnet/raft: spec.minAvailable is 3: 5 of 5 members of backend-mainnet/raft " +
        "could go at once; let at most 2 go, by one budget over the group.",
    ]);
  });
});

it("leaves alone pods of no group, a group of one, and what availability says already", async () => {
  const deployment = validWorkload("kubernetes:apps/v1:Deployment");
  const loose = withField(VALID_BUDGET, "spec.maxUnavailable", 2);
  expect(await violations(deployment, loose)).toEqual([]);
  expect(await violations(orderer("orderer0"))).toEqual([]);
  expect(await violations(withField(VALID_POSTGRES, "spec.replicas", UNKNOWN), VALID_QUORUM_BUDGET)).toEqual([]);
  expect(await violations(VALID_POSTGRES)).toEqual([]);
  expect(await violations(VALID_POSTGRES, bounded("maxUnavailable", "two"))).toEqual([]);
  expect(await violations(withField(VALID_POSTGRES, "spec.replicas", 2), bounded("maxUnavailable", 1))).toEqual([]);
});
