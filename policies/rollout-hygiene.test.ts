/**
 * Proves the exact message for each history or deadline that is missing or out of bounds.
 * Does not prove that a rollout fails in time: the controllers see to that.
 */
import { describe, expect, it } from "@jest/globals";
import { rolloutHygiene } from "./rollout-hygiene";
import { UNKNOWN, validWorkload, withField, WORKLOAD_KINDS } from "./testing/fixtures";
import { judge } from "./testing/judgement";

const DEPLOYMENT = validWorkload("kubernetes:apps/v1:Deployment");

describe.each(WORKLOAD_KINDS)("rollout-hygiene in $type", ({ type }) => {
  const workload = validWorkload(type);
  const kind = type.split(":")[2] ?? "";

  it("accepts a short history and a deadline", async () => {
    expect(await judge(rolloutHygiene, workload)).toEqual({ violations: [] });
  });

  it.each([undefined, 0, 6, 10])("refuses a history of %j where there is one", async (limit) => {
    const { violations } = await judge(rolloutHygiene, withField(workload, "spec.revisionHistoryLimit", limit));
    const message = `${kind} backend-mainnet/svc-identity: spec.revisionHistoryLimit is ${limit ?? "not set"}; set it to 1–5.`;
    expect(violations).toEqual(/^(DaemonSet|Deployment|StatefulSet)$/.test(kind) ? [message] : []);
  });

  it.each([undefined, 0, 2147483647])("refuses the deadline %j where there is one", async (deadline) => {
    const { violations } = await judge(rolloutHygiene, withField(workload, "spec.progressDeadlineSeconds", deadline));
    const message = `${kind} backend-mainnet/svc-identity: spec.progressDeadlineSeconds is ${deadline ?? "not set"}; set it, such as to 300.`;
    expect(violations).toEqual(kind === "Deployment" ? [message] : []);
  });
});

it.each([1, 5])("accepts a history of %d", async (limit) => {
  expect(await judge(rolloutHygiene, withField(DEPLOYMENT, "spec.revisionHistoryLimit", limit))).toEqual({
    violations: [],
  });
});

it("reports an unknown history", async () => {
  expect(await judge(rolloutHygiene, withField(DEPLOYMENT, "spec.revisionHistoryLimit", UNKNOWN))).toEqual({
    violations: [],
    advisory: "string value at .spec.revisionHistoryLimit can't be known during preview",
  });
});
