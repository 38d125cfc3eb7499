/**
 * Proves which selectors resolve by labels that a system sets on its pods at run time, and the message for those that
 * don't. Does not prove that the system ever sets them.
 */
import { describe, expect, it } from "@jest/globals";
import { selectorsResolve } from "./selectors-resolve";
import { UNKNOWN, VALID_BUDGET, VALID_SERVICE, validWorkload, withField, type Fixture } from "./testing/fixtures";
import { judgeStack } from "./testing/judgement";

const NAME = "app.kubernetes.io/name";
const STATEFUL_SET = validWorkload("kubernetes:apps/v1:StatefulSet");
const ANNOTATION = 'spec.template.metadata.annotations["gxcoin.money/runtime-labels"]';
const PATRONI = withField(STATEFUL_SET, ANNOTATION, "role, master-since");
const PRIMARY = { [NAME]: "svc-identity", role: "primary" };

const violations = async (...fixtures: Fixture[]) => (await judgeStack(selectorsResolve, fixtures)).violations;
const service = (selector: object) => withField(VALID_SERVICE, "spec.selector", selector);
const budget = (selector: object) => withField(VALID_BUDGET, "spec.selector", selector);
const policy = (podSelector: object): Fixture =>
  withField({ ...VALID_BUDGET, type: "kubernetes:networking.k8s.io/v1:NetworkPolicy" }, "spec", {
    podSelector,
    policyTypes: ["Ingress"],
    ingress: [{ from: [{ podSelector }] }],
  });
const dangling = (selector: object, remedy: string) =>
  `Service backend-mainnet/svc-identity: spec.selector is ${JSON.stringify(selector)}, which selects no declared pod in ` +
  `backend-mainnet; ${remedy}.`;
const SELECT_DECLARED = "select labels that its pods carry";

describe("a key that the pods declare as set at run time", () => {
  it("is taken to be there, beside labels that are declared", async () => {
    const expression = { key: "role", operator: "NotIn", values: ["primary"] };
    expect(
      await violations(
        PATRONI,
        service(PRIMARY),
        service({ ...PRIMARY, "master-since": "today" }),
        budget({ matchLabels: { [NAME]: "svc-identity" }, matchExpressions: [expression] }),
        policy({ matchLabels: PRIMARY }),
      ),
    ).toEqual([]);
  });

  it("may be declared with a first value that changes", async () => {
    expect(
      await violations(withField(PATRONI, "spec.template.metadata.labels.role", "replica"), service(PRIMARY)),
    ).toEqual([]);
  });

  it("does not find pods alone, nor those of another name or namespace", async () => {
    expect(await violations(PATRONI, service({ role: "primary" }))).toEqual([
      dangling({ role: "primary" }, SELECT_DECLARED),
    ]);
    const misspelt = { ...PRIMARY, [NAME]: "svc-identiy" };
    expect(await violations(PATRONI, service(misspelt))).toEqual([dangling(misspelt, SELECT_DECLARED)]);
    expect(await violations(withField(PATRONI, "metadata.namespace", "fabric"), service(PRIMARY))).toEqual([
      dangling(PRIMARY, SELECT_DECLARED),
    ]);
  });

  it("must be known", async () => {
    expect((await violations(withField(STATEFUL_SET, ANNOTATION, UNKNOWN), service(PRIMARY)))[0]).toBe(
      "StatefulSet backend-mainnet/svc-identity: spec.template.metadata.annotations.gxcoin.money/runtime-labels is not " +
        "known before the deployment; give it as a plain value, so that the rule can be proven.",
    );
  });
});

describe("a key that no pod declares", () => {
  const remedy = (keys: string) =>
    `${SELECT_DECLARED}, or name ${keys} in the annotation gxcoin.money/runtime-labels of their template`;

  it.each([undefined, "", "leader"])("finds nothing where the annotation is %j", async (value) => {
    expect(await violations(withField(STATEFUL_SET, ANNOTATION, value), service(PRIMARY))).toEqual([
      dangling(PRIMARY, remedy("role")),
    ]);
  });

  it("is named with all others that are missing", async () => {
    const more = { ...PRIMARY, leader: "yes" };
    expect(await violations(STATEFUL_SET, service(more))).toEqual([dangling(more, remedy("role,leader"))]);
  });

  it("is refused by version all the same", async () => {
    const versioned = { [NAME]: "svc-identity", version: "1" };
    expect(await violations(withField(STATEFUL_SET, ANNOTATION, "version"), service(versioned))).toEqual([
      "Service backend-mainnet/svc-identity: spec.selector selects on version; " +
        "select on what stays the same from release to release.",
    ]);
  });
});
