/** What is measured of copies off-site. What the program tells is shown by tests/backup/off-site.test.ts. */
import { describe, expect, it } from "@jest/globals";
import type { Job } from "./kubernetes-types";
import { copyingIn, measureOffSite } from "./off-site";
import { runsOf } from "./runs";
import { cronJob, job, NOW, REDIS_DUMP, REDIS_TEST } from "./testing";

const OFF_SITE = cronJob(
  "backup-off-site",
  { "copies-off-site": "postgres-dump,redis-dump" },
  { schedule: "0 1,7,13,19 * * *" },
);
const AGAIN = "npm run ops -- backup now --stack mainnet --source backup-off-site";

function measured(jobs: readonly Job[], told: Record<string, unknown> = {}, of = OFF_SITE) {
  const outcome = () => ({ told, unknownBecause: undefined });
  return measureOffSite("mainnet", of, { runs: runsOf([of], jobs), outcome }, NOW);
}

it("is what CronJobs say that they copy", () => {
  expect(copyingIn([REDIS_DUMP, OFF_SITE, REDIS_TEST])).toEqual([OFF_SITE]);
});

describe("copies off-site", () => {
  it("are well while they are sent as often as declared, and say how old the newest there are", () => {
    const newest = { "postgres-dump": "20261130T060000Z", "redis-dump": "20261130T062001Z" };
    const status = measured([job(OFF_SITE, "a", 300, 2)], { newest });
    expect(status).toMatchObject({ name: "backup-off-site", namespace: "backend-mainnet", shortfalls: [] });
    expect(status.lastCopied).toEqual(new Date("2026-11-30T07:00:00Z"));
    expect([...status.newest]).toEqual([
      ["postgres-dump", new Date("2026-11-30T06:00:00Z")],
      ["redis-dump", new Date("2026-11-30T06:20:01Z")],
    ]);
  });

  it.each([undefined, null, "soon", { "redis-dump": "yesterday" }])(
    "have an unknown age where it is told as %j",
    (newest) => {
      expect(measured([job(OFF_SITE, "a", 300, 2)], { newest }).newest.size).toBe(0);
    },
  );

  it("are late when none were sent for longer than runs are apart, unless some are being sent", () => {
    const late = {
      kind: "late",
      what: "the last copies are of 6 h 1 min ago, and some are sent each 6 h",
      remedy: AGAIN,
    };
    expect(measured([job(OFF_SITE, "a", 361, 2)]).shortfalls).toEqual([late]);
    expect(measured([job(OFF_SITE, "a", 361, 2), job(OFF_SITE, "b", 1)]).shortfalls).toEqual([]);
    expect(measured([job(OFF_SITE, "a", 360, 2)]).shortfalls).toEqual([]);
  });

  it("are late before there are any", () => {
    expect(measured([])).toMatchObject({ lastCopied: undefined, shortfalls: [{ kind: "late", remedy: AGAIN }] });
  });

  it("fail with the program's words until a run succeeds, and are none where they never run", () => {
    const failedRun = job(OFF_SITE, "b", 60, 1, "BackoffLimitExceeded");
    const error = "redis-dump has no backup.";
    const failed = { kind: "failed", what: `Job b failed: ${error}`, remedy: `mend that, then ${AGAIN}` };
    expect(measured([job(OFF_SITE, "a", 300, 2), failedRun], { error }).shortfalls).toEqual([failed]);
    expect(measured([failedRun, job(OFF_SITE, "c", 30, 2)], { error }).shortfalls).toEqual([]);
    const never = { ...OFF_SITE, spec: { ...OFF_SITE.spec!, suspend: true } };
    expect(measured([job(OFF_SITE, "a", 300, 2)], {}, never).shortfalls).toMatchObject([{ kind: "suspended" }]);
  });
});
