/**
 * Proves the exact message for each selector that finds nothing or finds it until the next release only, and what is left
 * to advice because its workload is still to come. Does not prove that the selected pods run, nor that they are ready.
 */
import { describe, expect, it } from "@jest/globals";
import { awaitedWorkloads } from "./awaited-workloads";
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
const judged = async (...fixtures: Fixture[]) => ({
  refused: (await judgeStack(selectorsResolve, fixtures)).violations,
  advised: (await judgeStack(awaitedWorkloads, fixtures)).violations,
});
const ACCEPTED = { refused: [], advised: [] };
const refused = (message: string) => ({ refused: [message], advised: [] });

describe("a Service", () => {
  it.each(WORKLOAD_KINDS)("finds the pods of $type", async ({ type }) => {
    const expected = /:PodTemplate$/.test(type)
      ? [
          `Service backend-mainnet/svc-identity: spec.selector is {"${NAME}":"svc-identity"}, which selects no declared pod ` +
            "in backend-mainnet; select labels that its pods carry.",
        ]
      : [];
    expect((await judged(validWorkload(type), VALID_SERVICE)).refused).toEqual(expected);
  });

  it.each([undefined, {}])("may have the selector %j, and its endpoints from elsewhere", async (selector) => {
    expect(await judged(...STACK, withField(VALID_SERVICE, "spec.selector", selector))).toEqual(ACCEPTED);
  });

  it("must find all of its labels on one pod, in its own namespace", async () => {
    const both = { [NAME]: "svc-identity", role: "primary" };
    expect(await judged(...STACK, withField(VALID_SERVICE, "spec.selector", both))).toEqual(
      refused(
        `Service backend-mainnet/svc-identity: spec.selector is ${JSON.stringify(both)}, which selects no declared pod ` +
          "in backend-mainnet; select labels that its pods carry.",
      ),
    );
    expect(await judged(...STACK, withField(VALID_SERVICE, "metadata.namespace", "fabric"))).toEqual(
      refused(
        `Service fabric/svc-identity: spec.selector is {"${NAME}":"svc-identity"}, which selects no declared pod in fabric; ` +
          "select labels that its pods carry.",
      ),
    );
  });

  it("is no gate that may be there before its pods", async () => {
    expect(await judged(...STACK, withField(VALID_SERVICE, "spec.selector", { [NAME]: "postgres" }))).toEqual(
      refused(
        `Service backend-mainnet/svc-identity: spec.selector is {"${NAME}":"postgres"}, which selects no declared pod ` +
          "in backend-mainnet; select labels that its pods carry.",
      ),
    );
  });
});

describe("a disruption budget", () => {
  const budget = (field: string, value: unknown) => judged(...STACK, withField(VALID_BUDGET, field, value));

  it("finds declared pods, or the platform's", async () => {
    expect(await judged(...STACK, VALID_BUDGET)).toEqual(ACCEPTED);
    const dns = withField(VALID_BUDGET, "spec.selector.matchLabels", { "k8s-app": "kube-dns" });
    expect(await judged(withField(dns, "metadata.namespace", "kube-system"))).toEqual(ACCEPTED);
  });

  it("may cover all pods of its namespace", async () => {
    expect(await budget("spec.selector", {})).toEqual(ACCEPTED);
  });

  it.each(["svc-identiy", "postgres"])("must not dangle: %s", async (name) => {
    expect(await budget("spec.selector", named(name))).toEqual(
      refused(
        `PodDisruptionBudget backend-mainnet/svc-identity: spec.selector is {"matchLabels":{"${NAME}":"${name}"}}, ` +
          "which selects no declared pod in backend-mainnet; select labels that its pods carry.",
      ),
    );
  });
});

describe("a NetworkPolicy", () => {
  const SUBJECT = "NetworkPolicy backend-mainnet/flow:";
  const PEER = "spec.egress[0].to[0]";
  const to = (peer: object) => judged(...STACK, policy(CALLER, peer));

  it("accepts policies of a whole namespace", async () => {
    expect(await judged(VALID_NAMESPACE, VALID_DEFAULT_DENY, VALID_DNS)).toEqual(ACCEPTED);
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
    expect(await judged(DEPLOYMENT, labelled, policy(CALLER, peer))).toEqual(ACCEPTED);
  });

  it.each(["fabric", "backend-testnet"])("must not name the namespace %s of no stack of ours", async (namespace) => {
    const selector = inNamespace(namespace);
    expect(await to({ podSelector: CALLER, namespaceSelector: selector })).toEqual(
      refused(
        `${SUBJECT} ${PEER}.namespaceSelector is ${JSON.stringify(selector)}, which selects no declared namespace; ` +
          "select one that the stack declares, or kube-system.",
      ),
    );
  });

  it("must not name what no flow knows", async () => {
    expect(await to({ podSelector: named("postgers") })).toEqual(
      refused(
        `${SUBJECT} ${PEER}.podSelector is ${JSON.stringify(named("postgers"))}, which selects no declared pod in ` +
          "backend-mainnet; select labels that its pods carry.",
      ),
    );
    expect(await judged(...STACK, policy(named("postgers"), { podSelector: CALLER }))).toEqual(
      refused(
        `${SUBJECT} spec.podSelector is ${JSON.stringify(named("postgers"))}, which selects no declared pod in ` +
          "backend-mainnet; select labels that its pods carry.",
      ),
    );
  });

  it("is advised of a peer that is yet to be deployed", async () => {
    expect(await to({ podSelector: named("postgres"), namespaceSelector: inNamespace("backend-mainnet") })).toEqual({
      refused: [],
      advised: [
        `${SUBJECT} ${PEER}.podSelector is the first to name what the stack does not deploy yet (1: postgres); ` +
          "deploy them, or remove their flows from stacks/flows.ts.",
      ],
    });
  });

  it("is advised, once for all, that its own pods are yet to be deployed", async () => {
    const either = { matchExpressions: [{ key: NAME, operator: "In", values: ["redis", "postgres"] }] };
    expect(await judged(...STACK, policy(either, { podSelector: named("orderer0") }))).toEqual({
      refused: [],
      advised: [
        `${SUBJECT} spec.podSelector is the first to name what the stack does not deploy yet (3: orderer0, postgres, redis); ` +
          "deploy them, or remove their flows from stacks/flows.ts.",
      ],
    });
  });

  it("must not look for a deployed workload in another namespace", async () => {
    const fabric = withField(VALID_NAMESPACE, "metadata.name", "fabric");
    const peer = { podSelector: CALLER, namespaceSelector: inNamespace("fabric") };
    expect(await judged(...STACK, fabric, policy(CALLER, peer))).toEqual(
      refused(
        `${SUBJECT} ${PEER}.podSelector is ${JSON.stringify(CALLER)}, which selects no declared pod in the namespaces ` +
          `${JSON.stringify(inNamespace("fabric"))}; select labels that its pods carry.`,
      ),
    );
  });
});

describe("a selector that a release changes", () => {
  const remedy = "select on what stays the same from release to release.";

  it.each(["app.kubernetes.io/version", "version", "helm.sh/chart", "pod-template-hash", "controller-revision-hash"])(
    "is refused: %s",
    async (label) => {
      const versioned = withField(DEPLOYMENT, `spec.template.metadata.labels["${label}"]`, "1");
      const exists = { matchExpressions: [{ key: label, operator: "Exists" }] };
      const { refused: messages } = await judged(
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
    expect(await judged(withField(controller, "spec.selector.version", "1"))).toEqual(
      refused(`ReplicationController backend-mainnet/svc-identity: spec.selector selects on version; ${remedy}`),
    );
  });
});

it("refuses labels and selectors that are unknown", async () => {
  const unprovable = "is not known before the deployment; give it as a plain value, so that the rule can be proven.";
  const { refused: messages } = await judged(
    ...STACK,
    withField(DEPLOYMENT, "spec.template.metadata.labels.role", UNKNOWN),
    withField(VALID_SERVICE, "spec.selector.role", UNKNOWN),
  );
  expect(messages).toEqual([
    `Deployment backend-mainnet/svc-identity: spec.template.metadata.labels.role ${unprovable}`,
    `Service backend-mainnet/svc-identity: spec.selector.role ${unprovable}`,
  ]);
});
