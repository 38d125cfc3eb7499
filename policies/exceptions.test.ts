/**
 * Proves how an exception holds, ends and must be written, for a rule of single objects and one of the whole stack.
 * Does not prove that reviewers read the reasons.
 */
import { describe, expect, it } from "@jest/globals";
import { availability } from "./availability";
import { exceptions } from "./exceptions";
import { restrictedPodSecurity } from "./restricted-pod-security";
import { UNKNOWN, VALID_BUDGET, VALID_NAMESPACE, validWorkload, withField, type Fixture } from "./testing/fixtures";
import { judge, judgeStack } from "./testing/judgement";

const POD = "restricted-pod-security";
const RULES = [POD, "availability", "image-pins"];
const DEPLOYMENT = validWorkload("kubernetes:apps/v1:Deployment");
const SUBJECT = "Deployment backend-mainnet/svc-identity:";
const TEMPLATE = "spec.template.metadata";
const PRIVILEGED_FIELD = "spec.template.spec.containers[0].securityContext.privileged";
const PRIVILEGED = withField(DEPLOYMENT, PRIVILEGED_FIELD, true);
const UNDERLYING = `${SUBJECT} ${PRIVILEGED_FIELD} is true; leave it out (CIS 5.2.2).`;
const REASON = "the vendor's image starts as root";

const reasonKey = (rule: string) => `annotations["gxcoin.money/exception.${rule}"]`;
const expiresKey = (rule: string) => `annotations["gxcoin.money/exception.${rule}-expires"]`;
const excepted = (fixture: Fixture, metadata: string, rule: string, reason: unknown, expires: unknown) =>
  withField(withField(fixture, `${metadata}.${reasonKey(rule)}`, reason), `${metadata}.${expiresKey(rule)}`, expires);
const shown = (value: unknown) => (value === undefined ? "is not set" : `is ${JSON.stringify(value)}`);

const ofExceptions = (fixture: Fixture) => judge((today) => exceptions(RULES, today), fixture);
/** What the rule that is excepted from says, and what is said of the exception. */
async function judged(fixture: Fixture) {
  const [rule, own] = [await judge(restrictedPodSecurity, fixture), await ofExceptions(fixture)];
  return { rule: rule.violations, exception: own.violations };
}

describe("an exception of one object", () => {
  it.each(["2026-03-31", "2026-04-01"])("holds until its last day: %s", async (expires) => {
    expect(await judged(excepted(PRIVILEGED, TEMPLATE, POD, REASON, expires))).toEqual({ rule: [], exception: [] });
  });

  it("may stand on the object itself", async () => {
    const namespace = withField(VALID_NAMESPACE, 'metadata.labels["pod-security.kubernetes.io/enforce"]', "baseline");
    for (const fixture of [PRIVILEGED, namespace]) {
      expect(await judged(excepted(fixture, "metadata", POD, REASON, "2026-04-01"))).toEqual({
        rule: [],
        exception: [],
      });
    }
  });

  it("is from one rule only", async () => {
    expect(await judged(excepted(PRIVILEGED, TEMPLATE, "image-pins", REASON, "2026-04-01"))).toEqual({
      rule: [UNDERLYING],
      exception: [],
    });
  });

  it("is of one object only, in a list too", async () => {
    const holding = excepted(PRIVILEGED, TEMPLATE, POD, REASON, "2026-04-01");
    const list = {
      type: "kubernetes:apps/v1:DeploymentList",
      props: { items: [holding.props, PRIVILEGED.props] },
    };
    expect(await judged(list)).toEqual({
      rule: [UNDERLYING.replace("spec.template", "items[1].spec.template")],
      exception: [],
    });
  });

  it.each(["2026-03-30", "2025-12-31"])("has expired on %s", async (expires) => {
    expect(await judged(excepted(PRIVILEGED, TEMPLATE, POD, REASON, expires))).toEqual({
      rule: [UNDERLYING],
      exception: [
        `${SUBJECT} ${TEMPLATE}.${expiresKey(POD)} is "${expires}"; ` +
          `the exception has expired: meet ${POD}, or have it renewed in review.`,
      ],
    });
  });

  it.each([undefined, "", "soon", "2026-02-30", "2026-4-1", "2026-04-01T00:00:00Z", "01-04-2026"])(
    "needs a date: %j",
    async (expires) => {
      expect(await judged(excepted(PRIVILEGED, TEMPLATE, POD, REASON, expires))).toEqual({
        rule: [UNDERLYING],
        exception: [
          `${SUBJECT} ${TEMPLATE}.${expiresKey(POD)} ${shown(expires)}; ` +
            "write the last day of the exception as YYYY-MM-DD.",
        ],
      });
    },
  );

  it.each([undefined, "", "  "])("needs a reason: %j", async (reason) => {
    expect(await judged(excepted(PRIVILEGED, TEMPLATE, POD, reason, "2026-04-01"))).toEqual({
      rule: [UNDERLYING],
      exception: [`${SUBJECT} ${TEMPLATE}.${reasonKey(POD)} ${shown(reason)}; say why it can't meet ${POD}.`],
    });
  });

  it("excepts from nothing while its date is unknown", async () => {
    const unknown = excepted(PRIVILEGED, TEMPLATE, POD, REASON, UNKNOWN);
    expect(await judge(restrictedPodSecurity, unknown)).toEqual({ violations: [UNDERLYING] });
    expect(await ofExceptions(unknown)).toEqual({
      violations: [],
      advisory:
        `string value at .${TEMPLATE}.annotations.gxcoin.money/exception.${POD}-expires ` +
        "can't be known during preview",
    });
  });
});

describe("an exception from a rule of the whole stack", () => {
  const uncovered =
    "spec.template.metadata.labels of 3 replicas are selected by no PodDisruptionBudget in backend-mainnet; " +
    "add one with maxUnavailable 1.";

  it("holds for its object alone", async () => {
    const other = withField(DEPLOYMENT, "metadata.name", "svc-tax");
    const holding = excepted(DEPLOYMENT, "metadata", "availability", REASON, "2026-03-31");
    expect((await judgeStack(availability, [holding, other])).violations).toEqual([
      `Deployment backend-mainnet/svc-tax: ${uncovered}`,
    ]);
    const expired = excepted(DEPLOYMENT, "metadata", "availability", REASON, "2026-03-30");
    expect((await judgeStack(availability, [expired])).violations).toEqual([`${SUBJECT} ${uncovered}`]);
  });

  it("covers what is unknown, and leaves the object in view of others", async () => {
    const unknown = withField(DEPLOYMENT, "spec.replicas", UNKNOWN);
    const holding = excepted(unknown, "metadata", "availability", REASON, "2026-03-31");
    expect((await judgeStack(availability, [holding])).violations).toEqual([]);
    const excused = excepted(DEPLOYMENT, "metadata", "availability", REASON, "2026-03-31");
    const blocking = withField(VALID_BUDGET, "spec.maxUnavailable", 0);
    expect((await judgeStack(availability, [excused, blocking])).violations).toEqual([
      "PodDisruptionBudget backend-mainnet/svc-identity: spec.maxUnavailable is 0 over 3 replicas; " +
        "no pod could ever be drained, leave room for one.",
    ]);
  });
});

describe("an exception from no rule", () => {
  it.each([
    ["availabilty", "did you mean availability?"],
    ["exceptions", `known are ${RULES.join(", ")}`],
  ])("is refused, with a suggestion: %s", async (rule, hint) => {
    expect(await ofExceptions(excepted(VALID_BUDGET, "metadata", rule, REASON, "2026-04-01"))).toEqual({
      violations: [
        `PodDisruptionBudget backend-mainnet/svc-identity: metadata.${reasonKey(rule)} is an exception from "${rule}", ` +
          `which is no rule (${hint}); name a rule of the pack, or remove it.`,
      ],
    });
  });

  it("is refused by its last day where that is all there is", async () => {
    expect(await ofExceptions(excepted(VALID_BUDGET, "metadata", "probe", undefined, "2026-04-01"))).toEqual({
      violations: [
        `PodDisruptionBudget backend-mainnet/svc-identity: metadata.${expiresKey("probe")} is an exception from "probe", ` +
          `which is no rule (known are ${RULES.join(", ")}); name a rule of the pack, or remove it.`,
      ],
    });
  });
});

it("says nothing where no exception is asked for", async () => {
  expect(await ofExceptions(withField(DEPLOYMENT, `${TEMPLATE}.annotations.checksum`, UNKNOWN))).toEqual({
    violations: [],
  });
});
