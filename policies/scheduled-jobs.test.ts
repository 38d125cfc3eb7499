/**
 * Proves the exact message for each field of a CronJob that is missing or out of bounds.
 * Does not prove that a job is started on time: Kubernetes' controller sees to that.
 */
import { describe, expect, it } from "@jest/globals";
import { scheduledJobs } from "./scheduled-jobs";
import { UNKNOWN, validWorkload, withField, WORKLOAD_KINDS } from "./testing/fixtures";
import { judge } from "./testing/judgement";

const CRON_JOB = validWorkload("kubernetes:batch/v1beta1:CronJob");

const judged = async (field: string, value: unknown) =>
  (await judge(scheduledJobs, withField(CRON_JOB, field, value))).violations;

describe.each(WORKLOAD_KINDS)("scheduled-jobs in $type", ({ type }) => {
  it("accepts a complete one, and whatever isn't run by the clock", async () => {
    expect(await judge(scheduledJobs, validWorkload(type))).toEqual({ violations: [] });
  });
});

describe("refuses", () => {
  it.each<[string, unknown, string]>([
    ["concurrencyPolicy", undefined, "is not set; set it to Forbid"],
    ["concurrencyPolicy", "Allow", 'is "Allow"; set it to Forbid'],
    ["concurrencyPolicy", "Replace", 'is "Replace"; set it to Forbid'],
    ["timeZone", undefined, "is not set; set it, such as to Etc/UTC: servers differ in theirs"],
    ["timeZone", "", 'is ""; set it, such as to Etc/UTC: servers differ in theirs'],
    [
      "startingDeadlineSeconds",
      undefined,
      "is not set; set it to 60 or more: a run that is later than that is left out",
    ],
    ["startingDeadlineSeconds", 59, "is 59; set it to 60 or more: a run that is later than that is left out"],
    [
      "jobTemplate.spec.activeDeadlineSeconds",
      undefined,
      "is not set; set it: a run that hangs would hold up all later ones",
    ],
    ["successfulJobsHistoryLimit", 0, "is 0; set it to 1–10"],
    ["failedJobsHistoryLimit", undefined, "is not set; set it to 1–10"],
    ["failedJobsHistoryLimit", 11, "is 11; set it to 1–10"],
  ])("%s %j", async (field, value, said) => {
    expect(await judged(`spec.${field}`, value)).toEqual([
      `CronJob backend-mainnet/svc-identity: spec.${field} ${said}.`,
    ]);
  });
});

it("accepts what is just enough", async () => {
  expect(await judged("spec.startingDeadlineSeconds", 60)).toEqual([]);
  expect(await judged("spec.failedJobsHistoryLimit", 10)).toEqual([]);
});

it("reports an unknown deadline", async () => {
  expect(await judge(scheduledJobs, withField(CRON_JOB, "spec.startingDeadlineSeconds", UNKNOWN))).toEqual({
    violations: [],
    advisory: "string value at .spec.startingDeadlineSeconds can't be known during preview",
  });
});
