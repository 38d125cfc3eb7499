/**
 * Proves the exact message for disruption budgets over several workloads, and for pods that several budgets cover.
 * Does not prove that a quorum's members agree on its size.
 */
import { describe, expect, it } from "@jest/globals";
import { availability } from "./availability";
import { VALID_BUDGET, validWorkload, withField, WORKLOAD_KINDS, type Fixture } from "./testing/fixtures";
import { judgeStack } from "./testing/judgement";

const NAME = "app.kubernetes.io/name";
const GROUP = "gxcoin.money/quorum-group";
const LABELS = "spec.template.metadata.labels";
const RUNTIME_LABELS = 'spec.template.metadata.annotations["gxcoin.money/runtime-labels"]';

const KEEP_ONE = "keep one, the API server evicts no pod that several cover.";

const violations = async (...fixtures: Fixture[]) => (await judgeStack(availability, fixtures)).violations;

/** A member of the group, alone in its workload. */
const member = (name: string, type = "kubernetes:apps/v1:StatefulSet", replicas = 1) =>
  Object.entries({
    "metadata.name": name,
    "spec.replicas": replicas,
    [`${LABELS}["${NAME}"]`]: name,
    [`${LABELS}["${GROUP}"]`]: "raft",
  }).reduce((fixture, [field, value]) => withField(fixture, field, value), validWorkload(type));
const ORDERERS = ["orderer0", "orderer1", "orderer2", "orderer3", "orderer4"].map((name) => member(name));
const budget = (name: string, bound: string, value: unknown, labels: object) =>
  withField(withField(VALID_BUDGET, "metadata.name", name), "spec", {
    [bound]: value,
    selector: { matchLabels: labels },
  });
const group = (bound: string, value: unknown) => budget("raft", bound, value, { [GROUP]: "raft" });

describe("a budget over several workloads", () => {
  it.each<[string, unknown]>([
    ["minAvailable", 3],
    ["minAvailable", 4],
    ["maxUnavailable", 1],
    ["maxUnavailable", "50%"],
  ])("may let some of five pods go: %s %j", async (bound, value) => {
    expect(await violations(...ORDERERS, group(bound, value))).toEqual([]);
  });

  it.each<[string, unknown]>([
    ["minAvailable", 5],
    ["minAvailable", "81%"],
    ["maxUnavailable", 0],
  ])("must not block a drain of five pods: %s %j", async (bound, value) => {
    expect(await violations(...ORDERERS, group(bound, value))).toEqual([
      `PodDisruptionBudget backend-mainnet/raft: spec.${bound} is ${JSON.stringify(value)} over 5 replicas; ` +
        "no pod could ever be drained, leave room for one.",
    ]);
  });

  it.each<[string, unknown]>([
    ["minAvailable", 0],
    ["maxUnavailable", 5],
    ["maxUnavailable", "81%"],
  ])("must not let five pods go at once: %s %j", async (bound, value) => {
    expect(await violations(...ORDERERS, group(bound, value))).toEqual([
      `PodDisruptionBudget backend-mainnet/raft: spec.${bound} is ${JSON.stringify(value)} over 5 replicas; ` +
        "a drain could take every pod at once, keep at least one.",
    ]);
  });

  it("counts the replicas of each, and only those of its namespace", async () => {
    const elsewhere = withField(member("orderer5"), "metadata.namespace", "fabric");
    const scaled = ["kubernetes:apps/v1:ReplicaSet", "kubernetes:core/v1:ReplicationController"].map((type, index) =>
      member(`scaled${index}`, type, 2),
    );
    const pod = withField(
      withField(validWorkload("kubernetes:core/v1:Pod"), "metadata.labels", { [GROUP]: "raft" }),
      "metadata.name",
      "lone",
    );
    expect(await violations(...ORDERERS, elsewhere, ...scaled, pod, group("minAvailable", 10))).toEqual([
      "PodDisruptionBudget backend-mainnet/raft: spec.minAvailable is 10 over 10 replicas; " +
        "no pod could ever be drained, leave room for one.",
    ]);
  });
});

describe("a pod under two budgets", () => {
  it("is refused, also where one is another workload's and reaches it by a shared label", async () => {
    const own = budget("orderer0", "maxUnavailable", 1, { [NAME]: "orderer0" });
    expect(await violations(...ORDERERS, group("minAvailable", 3), own)).toEqual([
      `StatefulSet backend-mainnet/orderer0: ${LABELS} of 1 replica are selected by 2 PodDisruptionBudgets (raft, orderer0) ` +
        `in backend-mainnet; ${KEEP_ONE}`,
    ]);
  });

  it.each(WORKLOAD_KINDS.filter(({ type }) => !/:(Pod|PodTemplate)$/.test(type)))(
    "is refused in $type",
    async ({ type, template }) => {
      const second = withField(VALID_BUDGET, "metadata.name", "second");
      const replicas = /:(DaemonSet|Job|CronJob)$/.test(type) ? undefined : 3;
      const workload = withField(validWorkload(type), "spec.replicas", replicas);
      expect(await violations(workload, VALID_BUDGET, second)).toEqual([
        `${type.split(":")[2]} backend-mainnet/svc-identity: ${template}metadata.labels ` +
          `${replicas ? "of 3 replicas " : ""}are selected by 2 PodDisruptionBudgets (svc-identity, second) ` +
          `in backend-mainnet; ${KEEP_ONE}`,
      ]);
    },
  );
});

describe("a budget by a label set at run time", () => {
  const patroni = withField(member("postgres", undefined, 3), RUNTIME_LABELS, "role");
  const replicas = budget("replicas", "maxUnavailable", 1, { [GROUP]: "raft", role: "replica" });
  const spread = withField(patroni, "spec.template.spec.affinity.podAntiAffinity", {
    requiredDuringSchedulingIgnoredDuringExecution: [
      { topologyKey: "kubernetes.io/hostname", labelSelector: { matchLabels: { [NAME]: "postgres" } } },
    ],
  });

  it("does not cover all replicas for sure, and so neither counts them nor suffices", async () => {
    expect(await violations(spread, replicas)).toEqual([
      `StatefulSet backend-mainnet/postgres: ${LABELS} of 3 replicas are selected by no PodDisruptionBudget ` +
        "in backend-mainnet; add one with maxUnavailable 1.",
    ]);
    expect(await violations(withField(spread, "spec.replicas", 1), replicas)).toEqual([]);
  });

  it("may be the second of some pods", async () => {
    expect(await violations(spread, group("minAvailable", 2), replicas)).toEqual([
      `StatefulSet backend-mainnet/postgres: ${LABELS} of 3 replicas are selected by 2 PodDisruptionBudgets ` +
        `(raft, replicas) in backend-mainnet; ${KEEP_ONE}`,
    ]);
  });
});
