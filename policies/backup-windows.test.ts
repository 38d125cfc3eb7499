/** Proves the exact message for backups that are made, or restored to prove them, too seldom for what is promised of them. */
import { describe, expect, it } from "@jest/globals";
import { backupWindows } from "./backup-windows";
import { backupOf, DUMP, proofOf, TEST } from "./testing/backups";
import { UNKNOWN, validWorkload, withField, type Fixture } from "./testing/fixtures";
import { judgeStack } from "./testing/judgement";

const HOURS = "gxcoin.money/recovery-point-hours";
const DAYS = "gxcoin.money/kept-days";
const DUMP_SUBJECT = "CronJob backend-mainnet/postgres-dump:";
const TEST_SUBJECT = "CronJob backend-mainnet/postgres-dump-test:";
const at = (annotation: string) => `metadata.annotations["${annotation}"]`;
const FULL = backupOf("postgres", "full", "0 2 * * 0", 24);
const DIFFERENTIAL = backupOf("postgres", "differential", "0 2 * * 1-6", 24);
const BOTH = proofOf("full,differential", "30 3 * * *");

const violations = async (...fixtures: Fixture[]) => (await judgeStack(backupWindows, fixtures)).violations;
const withDump = (field: string, value: unknown) => violations(withField(DUMP, field, value), TEST);

describe("backup-windows accepts", () => {
  it("two kinds of one workload, of which one is of two CronJobs", async () => {
    expect(await violations(DUMP, TEST, FULL, DIFFERENTIAL, BOTH)).toEqual([]);
  });

  it("what is kept for a day where there is one each day, and restored each day", async () => {
    expect(await violations(backupOf("x", "daily", "0 2 * * *", 24, 1), proofOf("daily", "0 4 * * *"))).toEqual([]);
  });

  it("a proof once a week", async () => {
    expect(await violations(DUMP, proofOf("postgres-dump", "0 4 * * 0"))).toEqual([]);
  });

  it("CronJobs that have nothing to do with backups", async () => {
    expect(
      await violations(withField(validWorkload("kubernetes:batch/v1:CronJob"), "spec.schedule", "@daily")),
    ).toEqual([]);
  });
});

describe("backup-windows refuses", () => {
  it.each([
    ["0 */8 * * *", 6, '"0 */8 * * *": 8 h'],
    ["0 2 * * *", 23, '"0 2 * * *": 24 h'],
    ["20,30 */6 * * *", 5, '"20,30 */6 * * *": 5.8 h'],
    ["0 0 1 * *", 24, '"0 0 1 * *": 744 h'],
  ])("a schedule %s with a recovery point of %s h", async (schedule, hours, found) => {
    expect(await violations(backupOf("postgres", "postgres-dump", schedule, hours, 40), TEST)).toEqual([
      `${DUMP_SUBJECT} spec.schedule is ${found} between two backups of postgres, where ${hours} h may be lost; run it more often, ` +
        `or state more in ${HOURS}.`,
    ]);
  });

  it("jobs of one kind that leave a day out, whatever others do", async () => {
    const seldom = withField(DIFFERENTIAL, "spec.schedule", "0 2 * * 2-6");
    expect(await violations(DUMP, TEST, FULL, seldom, BOTH)).toEqual([
      'CronJob backend-mainnet/full: spec.schedule is "0 2 * * 0", beside differential: 48 h between two backups of postgres, ' +
        `where 24 h may be lost; run it more often, or state more in ${HOURS}.`,
    ]);
  });

  it("a backup that is removed before there is another", async () => {
    const weekly = backupOf("postgres", "postgres-dump", "0 2 * * 0", 168, 6);
    expect(await violations(weekly, TEST)).toEqual([
      `${DUMP_SUBJECT} ${at(DAYS)} is "6", and there are 168 h between two backups of postgres; keep them until there is a next one, ` +
        "or run it more often.",
    ]);
  });

  it("a proof less often than once a week", async () => {
    expect(await violations(DUMP, proofOf("postgres-dump", "0 4 1,15 * *"))).toEqual([
      `${TEST_SUBJECT} spec.schedule is "0 4 1,15 * *": 408 h between two restore tests, where 7 d are the most; run it at least ` +
        "every 168 h.",
    ]);
  });

  it("a proof less often than what it proves is removed", async () => {
    const short = withField(DUMP, at(DAYS), "2");
    expect(await violations(short, proofOf("postgres-dump", "0 4 * * 1,4"))).toEqual([
      `${TEST_SUBJECT} spec.schedule is "0 4 * * 1,4": 96 h between two restore tests, where backups are kept for 2 d: some are ` +
        "removed that nobody restored; run it at least every 48 h.",
    ]);
  });

  it.each([
    [undefined, "is not set"],
    ["0", 'is "0"'],
    ["a day", 'is "a day"'],
    ["1.5", 'is "1.5"'],
  ])("a recovery point or a retention of %j", async (value, found) => {
    expect(await withDump(at(HOURS), value)).toEqual([
      `${DUMP_SUBJECT} ${at(HOURS)} ${found}; state how many hours may be lost at most, a whole number from 1.`,
    ]);
    expect(await withDump(at(DAYS), value)).toEqual([
      `${DUMP_SUBJECT} ${at(DAYS)} ${found}; state for how many days a backup is kept, a whole number from 1.`,
    ]);
  });

  it.each([
    [undefined, "is not set, which this rule can't read; write five fields of numbers"],
    ["@daily", 'is "@daily", which this rule can\'t read; write five fields of numbers'],
    ["0 2 31 2 *", 'is "0 2 31 2 *", which never comes; name days that there are'],
  ])("a schedule %j", async (schedule, found) => {
    expect(await withDump("spec.schedule", schedule)).toEqual([`${DUMP_SUBJECT} spec.schedule ${found}.`]);
  });
});

it("backup-windows asks for what is unknown at preview", async () => {
  expect(await withDump("spec.schedule", UNKNOWN)).toEqual([
    `${DUMP_SUBJECT} spec.schedule is not known before the deployment; give it as a plain value, so that the rule can be proven.`,
  ]);
});
