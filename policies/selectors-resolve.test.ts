/**
 * Proves the exact message for each selector that finds nothing or finds it until the next release only. Does not prove
 * that the selected pods run, nor that they are ready.
 */
import { describe, expect, it } from "@jest/globals";
import { selectorsResolve } from "./selectors-resolve";
import {
  UNKNOWN,
  VALID_BUDGET,
  VALID_DEFAULT_DENY,
  VALID_DNS,
  VALID_NAMESPACE,
  VALID_SERVICE,
  validWorkload,
  withField,
  WORKLOAD_KINDS,
  type Fixture,
} from "./testing/fixtures";
import { judgeStack } from "./testing/judgement";

const DEPLOYMENT = validWorkload("kubernetes:apps/v1:Deployment");
const STACK = [DEPLOYMENT, VALID_NAMESPACE];
const NAME = "app.kubernetes.io/name";
const named = (name: string) => ({ matchLabels: { [NAME]: name } });
const inNamespace = (name: string) => ({ matchLabels: { "kubernetes.io/metadata.name": name } });

/** A policy of svc-identity's pods with one peer to call. */
const policy = (podSelector: object, peer: object): Fixture => ({
  type: "kubernetes:networking.k8s.io/v1:NetworkPolicy",
  props: JSON.parse(
    JSON.stringify({
      metadata: { name: "flow", namespace: "backend-mainnet" },
      spec: { podSelector, policyTypes: ["Egress"], egress: [{ to: [peer] }] },
    }),
  ) as Fixture["props"],
});
const CALLER = named("svc-identity");
const judged = async (...fixtures: Fixture[]) => (await judgeStack(selectorsResolve, fixtures)).violations;

describe("a Service", () => {
  it.each(WORKLOAD_KINDS)("finds the pods of $type", async ({ type }) => {
    const expected = /:PodTemplate$/.test(type)
      ? [
          `Service backend-mainnet/svc-identity: spec.selector is {"${NAME}":"svc-identity"}, which selects no declared pod ` +
            "in backend-mainnet; select labels that its pods carry.",
        ]
      : [];
    expect(await judged(validWorkload(type), VALID_SERVICE)).toEqual(expected);
  });

  it.each([undefined, {}])("may have the selector %j, and its endpoints from elsewhere", async (selector) => {
    expect(await judged(...STACK, withField(VALID_SERVICE, "spec.selector", selector))).toEqual([]);
  });

  it("must find all of its labels on one pod, in its own namespace", async () => {
    const both = { [NAME]: "svc-identity", "gxcoin.money/placement": "host" };
    expect(await judged(...STACK, withField(VALID_SERVICE, "spec.selector", both))).toEqual([
      `Service backend-mainnet/svc-identity: spec.selector is ${JSON.stringify(both)}, which selects no declared pod ` +
        "in backend-mainnet; select labels that its pods carry.",
    ]);
    expect(await judged(...STACK, withField(VALID_SERVICE, "metadata.namespace", "fabric"))).toEqual([
      `Service fabric/svc-identity: spec.selector is {"${NAME}":"svc-identity"}, which selects no declared pod in fabric; ` +
        "select labels that its pods carry.",
    ]);
  });

  it("is no gate that may be there before its pods", async () => {
    expect(await judged(...STACK, withField(VALID_SERVICE, "spec.selector", { [NAME]: "postgres" }))).toEqual([
      `Service backend-mainnet/svc-identity: spec.selector is {"${NAME}":"postgres"}, which selects no declared pod ` +
        "in backend-mainnet; select labels that its pods carry.",
    ]);
  });
});

describe("a disruption budget", () => {
  const budget = (field: string, value: unknown) => judged(...STACK, withField(VALID_BUDGET, field, value));

  it("finds declared pods, or the platform's", async () => {
    expect(await judged(...STACK, VALID_BUDGET)).toEqual([]);
    const dns = withField(VALID_BUDGET, "spec.selector.matchLabels", { "k8s-app": "kube-dns" });
    expect(await judged(withField(dns, "metadata.namespace", "kube-system"))).toEqual([]);
  });

  it("may cover all pods of its namespace", async () => {
    expect(await budget("spec.selector", {})).toEqual([]);
  });

  it.each(["svc-identiy", "postgres"])("must not dangle: %s", async (name) => {
    expect(await budget("spec.selector", named(name))).toEqual([
      `PodDisruptionBudget backend-mainnet/svc-identity: spec.selector is {"matchLabels":{"${NAME}":"${name}"}}, ` +
        "which selects no declared pod in backend-mainnet; select labels that its pods carry.",
    ]);
  });
});

describe("a NetworkPolicy", () => {
  const SUBJECT = "NetworkPolicy backend-mainnet/flow:";
  const PEER = "spec.egress[0].to[0]";
  const to = (peer: object) => judged(...STACK, policy(CALLER, peer));

  it("accepts policies of a whole namespace", async () => {
    expect(await judged(VALID_NAMESPACE, VALID_DEFAULT_DENY, VALID_DNS)).toEqual([]);
  });

  it.each([
    ["pods of its namespace", { podSelector: CALLER }],
    ["pods of a namespace by its name", { podSelector: CALLER, namespaceSelector: inNamespace("backend-mainnet") }],
    ["pods of a namespace by a label", { podSelector: CALLER, namespaceSelector: { matchLabels: { zone: "x" } } }],
    ["pods of any namespace", { podSelector: CALLER, namespaceSelector: {} }],
    ["a whole namespace", { namespaceSelector: inNamespace("backend-mainnet") }],
    ["whatever the platform runs", { podSelector: named("x"), namespaceSelector: inNamespace("kube-system") }],
    ["a block of addresses", { ipBlock: { cidr: "192.0.2.0/24" } }],
    ["several names", { podSelector: { matchExpressions: [{ key: NAME, operator: "In", values: ["svc-identity"] }] } }],
  ])("may name %s", async (_case, peer) => {
    const labelled = withField(VALID_NAMESPACE, "metadata.labels.zone", "x");
    expect(await judged(DEPLOYMENT, labelled, policy(CALLER, peer))).toEqual([]);
  });

  it.each(["fabric", "backend-testnet"])("must not name the namespace %s of no stack of ours", async (namespace) => {
    const selector = inNamespace(namespace);
    expect(await to({ podSelector: CALLER, namespaceSelector: selector })).toEqual([
      `${SUBJECT} ${PEER}.namespaceSelector is ${JSON.stringify(selector)}, which selects no declared namespace; ` +
        "select one that the stack declares, or kube-system.",
    ]);
  });

  it("must not name what no flow knows", async () => {
    expect(await to({ podSelector: named("postgers") })).toEqual([
      `${SUBJECT} ${PEER}.podSelector is ${JSON.stringify(named("postgers"))}, which selects no declared pod in ` +
        "backend-mainnet; select labels that its pods carry.",
    ]);
    expect(await judged(...STACK, policy(named("postgers"), { podSelector: CALLER }))).toEqual([
      `${SUBJECT} spec.podSelector is ${JSON.stringify(named("postgers"))}, which selects no declared pod in ` +
        "backend-mainnet; select labels that its pods carry.",
    ]);
  });

  it("must not name a workload that isn't deployed", async () => {
    expect(await to({ podSelector: named("postgres"), namespaceSelector: inNamespace("backend-mainnet") })).toEqual([
      `${SUBJECT} ${PEER}.podSelector is ${JSON.stringify(named("postgres"))}, which selects no declared pod in ` +
        `the namespaces ${JSON.stringify(inNamespace("backend-mainnet"))}; select labels that its pods carry.`,
    ]);
  });

  it("must list no name but those of declared pods", async () => {
    const either = { matchExpressions: [{ key: NAME, operator: "In", values: ["redis", "svc-identity", "postgres"] }] };
    const missed = "lists redis, postgres, of which no pod is declared in";
    const remedy = "list workloads that the stack declares.";
    expect(await judged(...STACK, policy(either, { podSelector: CALLER }))).toEqual([
      `${SUBJECT} spec.podSelector ${missed} backend-mainnet; ${remedy}`,
    ]);
    const within = inNamespace("backend-mainnet");
    expect(await to({ podSelector: either, namespaceSelector: within })).toEqual([
      `${SUBJECT} ${PEER}.podSelector ${missed} the namespaces ${JSON.stringify(within)}; ${remedy}`,
    ]);
    expect(await to({ podSelector: either, namespaceSelector: inNamespace("kube-system") })).toEqual([]);
  });

  it("must not look for a deployed workload in another namespace", async () => {
    const fabric = withField(VALID_NAMESPACE, "metadata.name", "fabric");
    const peer = { podSelector: CALLER, namespaceSelector: inNamespace("fabric") };
    expect(await judged(...STACK, fabric, policy(CALLER, peer))).toEqual([
      `${SUBJECT} ${PEER}.podSelector is ${JSON.stringify(CALLER)}, which selects no declared pod in the namespaces ` +
        `${JSON.stringify(inNamespace("fabric"))}; select labels that its pods carry.`,
    ]);
  });
});

describe("a selector that a release changes", () => {
  const remedy = "select on what stays the same from release to release.";

  it.each(["app.kubernetes.io/version", "version", "helm.sh/chart", "pod-template-hash", "controller-revision-hash"])(
    "is refused: %s",
    async (label) => {
      const versioned = withField(DEPLOYMENT, `spec.template.metadata.labels["${label}"]`, "1");
      const exists = { matchExpressions: [{ key: label, operator: "Exists" }] };
      const messages = await judged(
        withField(versioned, `spec.selector.matchLabels["${label}"]`, "1"),
        withField(VALID_SERVICE, `spec.selector["${label}"]`, "1"),
        withField(VALID_BUDGET, "spec.selector", exists),
        policy(exists, { podSelector: exists }),
      );
      expect(messages).toEqual([
        `Deployment backend-mainnet/svc-identity: spec.selector selects on ${label}; ${remedy}`,
        `Service backend-mainnet/svc-identity: spec.selector selects on ${label}; ${remedy}`,
        `PodDisruptionBudget backend-mainnet/svc-identity: spec.selector selects on ${label}; ${remedy}`,
        `NetworkPolicy backend-mainnet/flow: spec.podSelector selects on ${label}; ${remedy}`,
        `NetworkPolicy backend-mainnet/flow: spec.egress[0].to[0].podSelector selects on ${label}; ${remedy}`,
      ]);
    },
  );

  it("is refused in a ReplicationController, whose selector is a map", async () => {
    const controller = validWorkload("kubernetes:core/v1:ReplicationController");
    expect(await judged(withField(controller, "spec.selector.version", "1"))).toEqual([
      `ReplicationController backend-mainnet/svc-identity: spec.selector selects on version; ${remedy}`,
    ]);
  });
});

it("refuses labels and selectors that are unknown", async () => {
  const unprovable = "is not known before the deployment; give it as a plain value, so that the rule can be proven.";
  const messages = await judged(
    ...STACK,
    withField(DEPLOYMENT, "spec.template.metadata.labels.role", UNKNOWN),
    withField(VALID_SERVICE, "spec.selector.role", UNKNOWN),
  );
  expect(messages).toEqual([
    `Deployment backend-mainnet/svc-identity: spec.template.metadata.labels.role ${unprovable}`,
    `Service backend-mainnet/svc-identity: spec.selector.role ${unprovable}`,
  ]);
});
