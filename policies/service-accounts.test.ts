/**
 * Proves the exact message for each account that is shared, undeclared or that mounts its token, in every kind that runs
 * pods. Does not prove what an account may do: least-privilege looks at that.
 */
import { describe, expect, it } from "@jest/globals";
import { serviceAccounts } from "./service-accounts";
import { UNKNOWN, VALID_ACCOUNT, validWorkload, withField, WORKLOAD_KINDS, type Fixture } from "./testing/fixtures";
import { judgeStack } from "./testing/judgement";

const DEPLOYMENT = validWorkload("kubernetes:apps/v1:Deployment");
const violations = async (...fixtures: Fixture[]) => (await judgeStack(serviceAccounts, fixtures)).violations;
const account = (field: string, value: unknown) => withField(VALID_ACCOUNT, field, value);

describe.each(WORKLOAD_KINDS)("service-accounts in $type", ({ type, template }) => {
  const workload = validWorkload(type);
  const other = withField(workload, "metadata.name", "other");
  const kind = type.split(":")[2];
  const field = `${template}spec.serviceAccountName`;

  it("accepts a declared account of its own", async () => {
    expect(await violations(workload, VALID_ACCOUNT)).toEqual([]);
    const second = account("metadata.name", "other");
    expect(await violations(workload, VALID_ACCOUNT, withField(other, field, "other"), second)).toEqual([]);
  });

  it("refuses an account that another workload uses", async () => {
    expect(await violations(VALID_ACCOUNT, DEPLOYMENT, other)).toEqual([
      `${kind} backend-mainnet/other: ${field} is "svc-identity", which Deployment backend-mainnet/svc-identity uses ` +
        "already; give each workload its own (CIS 5.1.5).",
    ]);
  });

  it("refuses an account that is not declared in its namespace", async () => {
    expect(await violations(workload, account("metadata.namespace", "fabric"))).toEqual([
      `${kind} backend-mainnet/svc-identity: ${field} is "svc-identity", which the stack doesn't declare in ` +
        "backend-mainnet; declare it beside the workload.",
    ]);
  });

  it("leaves a missing name to restricted-pod-security", async () => {
    expect(await violations(withField(workload, field, undefined))).toEqual([]);
  });
});

it.each([undefined, true])("refuses an account that mounts its token: %j", async (mounts) => {
  expect(await violations(account("automountServiceAccountToken", mounts))).toEqual([
    `ServiceAccount backend-mainnet/svc-identity: automountServiceAccountToken is ${mounts ?? "not set"}; ` +
      "set it to false (CIS 5.1.6).",
  ]);
});

it("refuses a name that is unknown", async () => {
  expect(await violations(withField(DEPLOYMENT, "spec.template.spec.serviceAccountName", UNKNOWN))).toEqual([
    "Deployment backend-mainnet/svc-identity: spec.template.spec.serviceAccountName is not known before the deployment; " +
      "give it as a plain value, so that the rule can be proven.",
  ]);
});
