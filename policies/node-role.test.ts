/**
 * Proves the exact message for each way of not requiring the environment's nodes, in every kind that runs pods.
 * Does not prove that the scheduler places the pods there, nor that nodes carry the labels.
 */
import { describe, expect, it } from "@jest/globals";
import { nodeRole } from "./node-role";
import { UNKNOWN, validWorkload, withField, WORKLOAD_KINDS, type Fixture } from "./testing/fixtures";
import { judge } from "./testing/judgement";

const DEPLOYMENT = validWorkload("kubernetes:apps/v1:Deployment");
const POD = "spec.template.spec";
const REQUIRED = `${POD}.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution`;
const TERMS = `${REQUIRED}.nodeSelectorTerms`;
const PLACEMENT = 'spec.template.metadata.labels["gxcoin.money/placement"]';
const SUBJECT = "Deployment backend-mainnet/svc-identity:";

const inRole = (...values: string[]) => ({ key: "node-role", operator: "In", values });
const onHost = (...values: string[]) => ({ key: "kubernetes.io/hostname", operator: "In", values });
const term = (...matchExpressions: unknown[]) => ({ matchExpressions });
const violations = async (fixture: Fixture, stack?: string) => (await judge(nodeRole, fixture, stack)).violations;
const withTerms = (...terms: unknown[]) => withField(DEPLOYMENT, TERMS, terms);

describe("node-role", () => {
  describe.each(WORKLOAD_KINDS)("in $type", ({ type, template }) => {
    const workload = validWorkload(type);

    it("accepts pods required on the environment's nodes", async () => {
      expect(await judge(nodeRole, workload)).toEqual({ violations: [] });
    });

    it("refuses pods without affinity", async () => {
      const field = `${template}spec.affinity`;
      expect(await violations(withField(workload, field, undefined))).toEqual([
        `${type.split(":")[2]} backend-mainnet/svc-identity: ` +
          `${field}.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution is not set; add node-role In ["primary"].`,
      ]);
    });
  });

  it("takes the environment from the stack", async () => {
    const testnet = withTerms(term(inRole("testdev")));
    expect(await violations(testnet, "testnet")).toEqual([]);
    expect(await violations(testnet, "mainnet")).toEqual([
      `${SUBJECT} ${TERMS}[0] is {"matchExpressions":[{"key":"node-role","operator":"In","values":["testdev"]}]}; ` +
        'add node-role In ["primary"].',
    ]);
  });

  it("refuses a stack that is no environment", async () => {
    expect(await violations(DEPLOYMENT, "staging")).toEqual([
      `${SUBJECT} ${POD} belongs to the stack "staging"; deploy it as one of mainnet, testnet.`,
    ]);
  });

  it("accepts alternatives that all restrict", async () => {
    const terms = withTerms(term(inRole("primary"), onHost("a")), term(inRole("primary")));
    expect(await violations(terms)).toEqual([]);
  });

  it("refuses one unrestricted term among the alternatives", async () => {
    expect(await violations(withTerms(term(inRole("primary")), term(onHost("a"))))).toEqual([
      `${SUBJECT} ${TERMS}[1] is {"matchExpressions":[{"key":"kubernetes.io/hostname","operator":"In","values":["a"]}]}; ` +
        'add node-role In ["primary"] to every term, as they are alternatives.',
    ]);
  });

  it.each([
    ["two values", term(inRole("primary", "testdev"))],
    ["another operator", term({ key: "node-role", operator: "NotIn", values: ["testdev"] })],
    ["mere existence", term({ key: "node-role", operator: "Exists" })],
    ["an empty term", {}],
    ["a field instead of a label", { matchFields: [inRole("primary")] }],
  ])("refuses %s", async (_case, loose) => {
    expect(await violations(withTerms(loose))).toEqual([
      `${SUBJECT} ${TERMS}[0] is ${JSON.stringify(loose)}; add node-role In ["primary"].`,
    ]);
  });

  it("refuses an affinity without terms, and one that is only preferred", async () => {
    const message = `${SUBJECT} ${REQUIRED} is not set; add node-role In ["primary"].`;
    expect(await violations(withTerms())).toEqual([message]);
    const preferred = { preferredDuringSchedulingIgnoredDuringExecution: [{ preference: term(inRole("primary")) }] };
    expect(await violations(withField(DEPLOYMENT, `${POD}.affinity`, { nodeAffinity: preferred }))).toEqual([message]);
  });

  it("accepts a node selector instead, and refuses a wrong one", async () => {
    const without = withField(DEPLOYMENT, `${POD}.affinity`, undefined);
    expect(await violations(withField(without, `${POD}.nodeSelector`, { "node-role": "primary" }))).toEqual([]);
    expect(await violations(withField(DEPLOYMENT, `${POD}.nodeSelector`, { "node-role": "testdev" }))).toEqual([
      `${SUBJECT} ${POD}.nodeSelector["node-role"] is "testdev"; mainnet runs on "primary" nodes, select those.`,
    ]);
  });

  it("exempts platform pods", async () => {
    const free = withField(DEPLOYMENT, `${POD}.affinity`, undefined);
    expect(await judge(nodeRole, withField(free, PLACEMENT, "platform"))).toEqual({ violations: [] });
  });

  it.each(["enviroment", "", undefined, UNKNOWN])("treats the placement %j as environment", async (placement) => {
    const free = withField(withField(DEPLOYMENT, `${POD}.affinity`, undefined), PLACEMENT, placement);
    expect(await judge(nodeRole, free)).toEqual({
      violations: [`${SUBJECT} ${REQUIRED} is not set; add node-role In ["primary"].`],
    });
  });

  describe("of host pods", () => {
    const hosted = withField(DEPLOYMENT, PLACEMENT, "host");
    const remedy = 'a pod placed by "host" must name its one host: add kubernetes.io/hostname In [that host]';

    it("accepts one named host", async () => {
      expect(await violations(withField(hosted, TERMS, [term(onHost("a")), term(onHost("a"))]))).toEqual([]);
      const selector = withField(hosted, `${POD}.affinity`, undefined);
      expect(await violations(withField(selector, `${POD}.nodeSelector`, { "kubernetes.io/hostname": "a" }))).toEqual(
        [],
      );
    });

    it.each([
      ["no host", [term(inRole("primary"))], 0, remedy],
      ["two hosts", [term(onHost("a", "b"))], 0, remedy],
      [
        "alternative hosts",
        [term(onHost("a")), term(onHost("b"))],
        1,
        `${remedy} to every term, as they are alternatives`,
      ],
    ])("refuses %s", async (_case, terms, index, expected) => {
      expect(await violations(withField(hosted, TERMS, terms))).toEqual([
        `${SUBJECT} ${TERMS}[${index}] is ${JSON.stringify(terms[index])}; ${expected}.`,
      ]);
    });
  });

  it.each([
    [`${TERMS}[0].matchExpressions[0].values[0]`, ".values.0"],
    [`${TERMS}[0].matchExpressions[0].operator`, ".operator"],
    [TERMS, ""],
  ])("reports an unknown %s", async (field) => {
    const { violations: found, advisory } = await judge(nodeRole, withField(DEPLOYMENT, field, UNKNOWN));
    expect(found).toEqual([]);
    expect(advisory).toBe(`string value at .${field.replace(/\[(\d+)\]/g, ".$1")} can't be known during preview`);
  });

  it("leaves a patch of somebody else's Deployment alone", async () => {
    const patch = { ...withField(DEPLOYMENT, POD, { replicas: 3 }), type: "kubernetes:apps/v1:DeploymentPatch" };
    expect(await judge(nodeRole, patch)).toEqual({ violations: [] });
  });
});
