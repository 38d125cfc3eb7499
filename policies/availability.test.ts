/**
 * Proves the exact message for each way in which replicas can be lost together or block a drain, as the API objects say.
 * Does not prove that the scheduler finds enough hosts, nor that the disruption controller agrees with the arithmetic.
 */
import { describe, expect, it } from "@jest/globals";
import { availability } from "./availability";
import { UNKNOWN, VALID_BUDGET, validWorkload, withField, type Fixture } from "./testing/fixtures";
import { judgeStack } from "./testing/judgement";

const KINDS = ["Deployment", "StatefulSet"] as const;
const DEPLOYMENT = validWorkload("kubernetes:apps/v1:Deployment");
const POD = "spec.template.spec";
const REPELS = `${POD}.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution`;
const BUDGET = "PodDisruptionBudget backend-mainnet/svc-identity:";
const HOSTNAME = "kubernetes.io/hostname";
const OWN_LABELS = { matchLabels: { "app.kubernetes.io/name": "svc-identity" } };

const violations = async (...fixtures: Fixture[]) => (await judgeStack(availability, fixtures)).violations;
const budget = (field: string, value: unknown) => withField(VALID_BUDGET, field, value);
const minAvailable = (value: unknown) =>
  withField(budget("spec.maxUnavailable", undefined), "spec.minAvailable", value);
const uncovered = (kind: string, count = "no PodDisruptionBudget") =>
  `${kind} backend-mainnet/svc-identity: spec.template.metadata.labels of 3 replicas are selected by ${count} in backend-mainnet; `;
const together = (kind: string) =>
  `${kind} backend-mainnet/svc-identity: ${POD}.affinity.podAntiAffinity does not keep 3 replicas apart, ` +
  `nor does topologySpreadConstraints; require anti-affinity by ${HOSTNAME} to the pod's own labels.`;

describe.each(KINDS)("availability of a %s", (kind) => {
  const workload = validWorkload(`kubernetes:apps/v1:${kind}`);

  it("accepts replicas that are spread and covered", async () => {
    expect(await violations(workload, VALID_BUDGET)).toEqual([]);
  });

  it("refuses replicas without a budget", async () => {
    expect(await violations(workload)).toEqual([`${uncovered(kind)}add one with maxUnavailable 1.`]);
  });

  it("refuses replicas without spread", async () => {
    expect(await violations(withField(workload, `${POD}.affinity.podAntiAffinity`, undefined), VALID_BUDGET)).toEqual([
      together(kind),
    ]);
  });

  it.each(["1", "absent", "0"])("asks nothing of replicas: %s", async (replicas) => {
    const count = replicas === "absent" ? undefined : Number(replicas);
    const bare = withField(withField(workload, `${POD}.affinity`, undefined), "spec.replicas", count);
    expect(await violations(bare)).toEqual([]);
  });

  it("refuses a number of replicas that is unknown", async () => {
    expect(await violations(withField(workload, "spec.replicas", UNKNOWN), VALID_BUDGET)).toEqual([
      `${kind} backend-mainnet/svc-identity: spec.replicas is not known before the deployment; ` +
        "give it as a plain value, so that the rule can be proven.",
    ]);
  });
});

describe("the budget", () => {
  const labels = "spec.selector.matchLabels";
  const expression = (operator: string, ...values: string[]) => ({
    matchExpressions: [{ key: "app.kubernetes.io/name", operator, values }],
  });

  it.each([
    ["another namespace", budget("metadata.namespace", "backend-testnet")],
    ["other labels", budget(labels, { "app.kubernetes.io/name": "svc-tax" })],
    ["no selector", budget("spec.selector", undefined)],
    ["In other values", budget("spec.selector", expression("In", "svc-tax"))],
    ["NotIn its value", budget("spec.selector", expression("NotIn", "svc-identity"))],
    ["DoesNotExist", budget("spec.selector", expression("DoesNotExist"))],
    [
      "an empty selector in v1beta1",
      { ...budget("spec.selector", {}), type: "kubernetes:policy/v1beta1:PodDisruptionBudget" },
    ],
  ])("does not count with %s", async (_case, other) => {
    expect(await violations(DEPLOYMENT, other)).toEqual([`${uncovered("Deployment")}add one with maxUnavailable 1.`]);
  });

  it.each([
    ["In its value", expression("In", "svc-identity", "svc-tax")],
    ["NotIn other values", expression("NotIn", "svc-tax")],
    ["Exists", expression("Exists")],
    ["an empty selector", {}],
  ])("counts with %s", async (_case, selector) => {
    expect(await violations(DEPLOYMENT, budget("spec.selector", selector))).toEqual([]);
  });

  it("counts in both API versions", async () => {
    expect(
      await violations(DEPLOYMENT, { ...VALID_BUDGET, type: "kubernetes:policy/v1beta1:PodDisruptionBudget" }),
    ).toEqual([]);
  });

  it("must be the only one", async () => {
    expect(await violations(DEPLOYMENT, VALID_BUDGET, budget("metadata.name", "second"))).toEqual([
      `${uncovered("Deployment", "2 PodDisruptionBudgets (svc-identity, second)")}keep one, the API server evicts no pod that several cover.`,
    ]);
  });

  it.each([2, 1, "60%", "34%"])("leaves room with minAvailable %j of 3", async (value) => {
    expect(await violations(DEPLOYMENT, minAvailable(value))).toEqual([]);
  });

  it.each([1, 2, "1%", "66%"])("leaves room with maxUnavailable %j of 3", async (value) => {
    expect(await violations(DEPLOYMENT, budget("spec.maxUnavailable", value))).toEqual([]);
  });

  it.each([3, 4, "67%", "100%"])("blocks a drain with minAvailable %j of 3", async (value) => {
    expect(await violations(DEPLOYMENT, minAvailable(value))).toEqual([
      `${BUDGET} spec.minAvailable is ${JSON.stringify(value)} over 3 replicas; no pod could ever be drained, leave room for one.`,
    ]);
  });

  it.each([0, "0%"])("blocks a drain with maxUnavailable %j of 3", async (value) => {
    expect(await violations(DEPLOYMENT, budget("spec.maxUnavailable", value))).toEqual([
      `${BUDGET} spec.maxUnavailable is ${JSON.stringify(value)} over 3 replicas; no pod could ever be drained, leave room for one.`,
    ]);
  });

  it.each([3, "67%"])("guards nothing with maxUnavailable %j of 3", async (value) => {
    expect(await violations(DEPLOYMENT, budget("spec.maxUnavailable", value))).toEqual([
      `${BUDGET} spec.maxUnavailable is ${JSON.stringify(value)} over 3 replicas; a drain could take every pod at once, keep at least one.`,
    ]);
  });

  it("must be a number or a percentage", async () => {
    expect(await violations(DEPLOYMENT, minAvailable("two"))).toEqual([
      `${BUDGET} spec.minAvailable is "two" over 3 replicas; write a number or a percentage such as "50%".`,
    ]);
  });

  it.each([
    ["neither", budget("spec.maxUnavailable", undefined)],
    ["both", budget("spec.minAvailable", 1)],
  ])("must not set %s bound", async (_case, wrong) => {
    expect(await violations(DEPLOYMENT, wrong)).toEqual([
      `${BUDGET} spec sets not exactly one of minAvailable and maxUnavailable; set one of them.`,
    ]);
  });

  it.each<[string, unknown]>([
    ["maxUnavailable", 0],
    ["maxUnavailable", "0%"],
    ["minAvailable", "100%"],
  ])("must not block the drain of the platform's pods with %s %j", async (bound, value) => {
    const dns = withField(budget("metadata.namespace", "kube-system"), "spec", {
      [bound]: value,
      selector: { matchLabels: { "k8s-app": "kube-dns" } },
    });
    expect(await violations(dns)).toEqual([
      `PodDisruptionBudget kube-system/svc-identity: spec.${bound} is ${JSON.stringify(value)}; ` +
        "no pod could ever be drained, leave room for one.",
    ]);
    expect(await violations(withField(dns, "spec", { minAvailable: 2 }))).toEqual([]);
  });

  it("must not block a single replica", async () => {
    const singleton = withField(DEPLOYMENT, "spec.replicas", 1);
    expect(await violations(singleton, minAvailable(1))).toEqual([
      `${BUDGET} spec.minAvailable is 1 over 1 replica; no pod could ever be drained, remove the budget of a single replica.`,
    ]);
    expect(await violations(singleton, VALID_BUDGET)).toEqual([]);
  });

  it.each([
    "spec.maxUnavailable",
    "spec.selector",
    'spec.selector.matchLabels["app.kubernetes.io/name"]',
    "metadata.namespace",
  ])("must be known: %s", async (field) => {
    const [first, ...others] = await violations(DEPLOYMENT, budget(field, UNKNOWN));
    const path = field.replace('["app.kubernetes.io/name"]', ".app.kubernetes.io/name");
    const subject = field === "metadata.namespace" ? "PodDisruptionBudget resource:" : BUDGET;
    expect(first).toBe(
      `${subject} ${path} is not known before the deployment; give it as a plain value, so that the rule can be proven.`,
    );
    // A budget that can't be read covers nothing: the workload is refused as well.
    expect(others).toEqual([`${uncovered("Deployment")}add one with maxUnavailable 1.`]);
  });
});

describe("the spread", () => {
  const spread = { topologyKey: HOSTNAME, maxSkew: 1, whenUnsatisfiable: "DoNotSchedule", labelSelector: OWN_LABELS };
  const spreadBy = (constraint: unknown) => {
    const loose = withField(DEPLOYMENT, `${POD}.affinity.podAntiAffinity`, undefined);
    return violations(withField(loose, `${POD}.topologySpreadConstraints`, [constraint]), VALID_BUDGET);
  };
  const repelBy = (field: string, value: unknown) =>
    violations(withField(DEPLOYMENT, `${REPELS}[0].${field}`, value), VALID_BUDGET);

  it("may be a topology spread constraint", async () => {
    expect(await spreadBy(spread)).toEqual([]);
  });

  it.each([
    { topologyKey: "zone" },
    { maxSkew: 2 },
    { whenUnsatisfiable: "ScheduleAnyway" },
    { labelSelector: { matchLabels: { "app.kubernetes.io/name": "svc-tax" } } },
    { labelSelector: undefined },
  ])("does not count as a constraint with %j", async (change) => {
    expect(await spreadBy({ ...spread, ...change })).toEqual([together("Deployment")]);
  });

  it.each([
    ["topologyKey", "topology.kubernetes.io/region"],
    ["labelSelector.matchLabels", { "app.kubernetes.io/name": "svc-tax" }],
    ["labelSelector", undefined],
    ["namespaces", ["backend-testnet"]],
    ["namespaceSelector", { matchLabels: { name: "backend-testnet" } }],
  ])("does not count as anti-affinity with another %s", async (field, value) => {
    expect(await repelBy(field, value)).toEqual([together("Deployment")]);
  });

  it("counts where the namespaces name its own", async () => {
    expect(await repelBy("namespaces", ["backend-mainnet"])).toEqual([]);
  });

  it("does not count where it is only preferred", async () => {
    const preferred = { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100 }] };
    expect(await violations(withField(DEPLOYMENT, `${POD}.affinity.podAntiAffinity`, preferred), VALID_BUDGET)).toEqual(
      [together("Deployment")],
    );
  });

  it("must be known", async () => {
    expect(await repelBy("topologyKey", UNKNOWN)).toEqual([
      `Deployment backend-mainnet/svc-identity: ${REPELS}[0].topologyKey is not known before the deployment; ` +
        "give it as a plain value, so that the rule can be proven.",
    ]);
  });
});

it("refuses a list whose items are unknown", async () => {
  expect(await violations({ type: "kubernetes:policy/v1:PodDisruptionBudgetList", props: { items: UNKNOWN } })).toEqual(
    ["resource: items is not known before the deployment; give it as a plain value, so that the rule can be proven."],
  );
});
