/**
 * Proves the exact message for state that nothing backs up, or too seldom, or of which no backup is ever restored. Does not
 * prove that a job does what its annotation says: the tests of the running ones do.
 */
import { describe, expect, it } from "@jest/globals";
import { backupCoverage } from "./backup-coverage";
import { UNKNOWN, validWorkload, withField, type Fixture } from "./testing/fixtures";
import { judgeStack } from "./testing/judgement";
import { VALID_POSTGRES } from "./testing/postgres";

const SUBJECT = "StatefulSet backend-mainnet/postgres:";
const BACKS_UP = "gxcoin.money/backs-up";
const PROVES = "gxcoin.money/proves-backup-of";
const HOURS = "gxcoin.money/recovery-point-hours";
const HOLDS_COPIES = "gxcoin.money/holds-copies";
const AT_HOURS = `metadata.annotations["${HOURS}"]`;

const cronJob = (name: string, schedule: string, annotations: Readonly<Record<string, string>>): Fixture =>
  Object.entries({ "metadata.name": name, "metadata.annotations": annotations, "spec.schedule": schedule }).reduce(
    (fixture, [field, value]) => withField(fixture, field, value),
    validWorkload("kubernetes:batch/v1:CronJob"),
  );
const dumpAt = (schedule: string, hours = "6") =>
  cronJob("postgres-dump", schedule, { [BACKS_UP]: "postgres", [HOURS]: hours });
const DUMP = dumpAt("0 */6 * * *");
const TEST = cronJob("postgres-dump-test", "0 4 * * *", { [PROVES]: "redis, postgres" });
const FULL = cronJob("full", "0 2 * * 0", { [BACKS_UP]: "postgres", [HOURS]: "24" });
const DIFFERENTIAL = cronJob("differential", "0 2 * * 1-6", { [BACKS_UP]: "postgres", [HOURS]: "24" });

const violations = async (...fixtures: Fixture[]) => (await judgeStack(backupCoverage, fixtures)).violations;
const withDump = (field: string, value: unknown) => violations(VALID_POSTGRES, withField(DUMP, field, value), TEST);

describe("backup-coverage accepts", () => {
  it("what is dumped, copied in two ways that are one kind, and restored", async () => {
    expect(await violations(VALID_POSTGRES, DUMP, FULL, DIFFERENTIAL, TEST)).toEqual([]);
  });

  it("jobs of another namespace of the stack", async () => {
    const [dump, test] = [DUMP, TEST].map((job) => withField(job, "metadata.namespace", "operations"));
    expect(await violations(VALID_POSTGRES, dump!, test!)).toEqual([]);
  });

  it("what has no claims, and CronJobs that have nothing to do with backups", async () => {
    expect(await violations(withField(VALID_POSTGRES, "spec.volumeClaimTemplates", []))).toEqual([]);
    expect(await violations(validWorkload("kubernetes:apps/v1:Deployment"))).toEqual([]);
    expect(await violations(withField(cronJob("report", "@daily", {}), "spec.suspend", true))).toEqual([]);
  });

  it("what says why nothing need back it up", async () => {
    const copies = withField(VALID_POSTGRES, `metadata.annotations["${HOLDS_COPIES}"]`, "backups of all others");
    expect(await violations(copies)).toEqual([]);
  });
});

describe("backup-coverage refuses", () => {
  it("claims that no CronJob backs up", async () => {
    const other = withField(DUMP, `metadata.annotations["${BACKS_UP}"]`, "redis");
    const uncovered = [
      `${SUBJECT} spec.volumeClaimTemplates is set, and no CronJob of the stack backs it up; annotate one that does with ` +
        `${BACKS_UP}: "postgres", or say here, in ${HOLDS_COPIES}, why none need.`,
    ];
    expect(await violations(VALID_POSTGRES)).toEqual(uncovered);
    expect(await violations(VALID_POSTGRES, other, TEST)).toEqual(uncovered);
  });

  it("backups that nothing restores", async () => {
    expect(await violations(VALID_POSTGRES, DUMP)).toEqual([
      `${SUBJECT} spec.volumeClaimTemplates is set, and no CronJob of the stack restores a backup of it; annotate one that ` +
        `does with ${PROVES}: "postgres".`,
    ]);
  });

  it("backups of what no volume holds, that nothing restores or that are made too seldom", async () => {
    const objects = (schedule: string) =>
      cronJob("objects-dump", schedule, { [BACKS_UP]: "kubernetes-objects", [HOURS]: "24" });
    const test = cronJob("objects-dump-test", "40 4 * * *", { [PROVES]: "kubernetes-objects" });
    expect(await violations(objects("40 0 * * *"), test)).toEqual([]);
    expect(await violations(objects("40 0 * * *"))).toEqual([
      `CronJob backend-mainnet/objects-dump: metadata.annotations["${BACKS_UP}"] names "kubernetes-objects", and no CronJob of ` +
        `the stack restores a backup of it; annotate one that does with ${PROVES}: "kubernetes-objects".`,
    ]);
    expect(await violations(objects("40 0 * * 1"), test)).toEqual([
      'CronJob backend-mainnet/objects-dump: spec.schedule is "40 0 * * 1": 168 h between two backups of kubernetes-objects, ' +
        `where 24 h may be lost; run it more often, or state more in ${HOURS}.`,
    ]);
  });

  it("a reason that says nothing", async () => {
    const field = `metadata.annotations["${HOLDS_COPIES}"]`;
    expect(await violations(withField(VALID_POSTGRES, field, " "))).toEqual([
      `${SUBJECT} ${field} is " "; say why nothing need back it up.`,
    ]);
  });

  it("a job that is suspended, of either kind", async () => {
    const said = "spec.suspend is true; leave it out: backups that aren't made or tried are none.";
    const [dump, test] = [DUMP, TEST].map((job) => withField(job, "spec.suspend", true));
    expect(await violations(VALID_POSTGRES, dump!, test!)).toEqual([
      `CronJob backend-mainnet/postgres-dump: ${said}`,
      `CronJob backend-mainnet/postgres-dump-test: ${said}`,
    ]);
  });

  it.each([
    ["0 */8 * * *", "6", '"0 */8 * * *": 8 h'],
    ["0 2 * * *", "23", '"0 2 * * *": 24 h'],
    ["20,30 */6 * * *", "5", '"20,30 */6 * * *": 5.8 h'],
    ["0 0 1 * *", "24", '"0 0 1 * *": 744 h'],
  ])("a schedule %s with a recovery point of %s h", async (schedule, hours, found) => {
    expect(await violations(VALID_POSTGRES, dumpAt(schedule, hours), TEST)).toEqual([
      `CronJob backend-mainnet/postgres-dump: spec.schedule is ${found} between two backups of postgres, where ${hours} h ` +
        `may be lost; run it more often, or state more in ${HOURS}.`,
    ]);
  });

  it("jobs of one kind that leave a day out, whatever others do", async () => {
    const seldom = withField(DIFFERENTIAL, "spec.schedule", "0 2 * * 2-6");
    expect(await violations(VALID_POSTGRES, DUMP, FULL, seldom, TEST)).toEqual([
      'CronJob backend-mainnet/full: spec.schedule is "0 2 * * 0", beside differential: 48 h between two backups of postgres, ' +
        `where 24 h may be lost; run it more often, or state more in ${HOURS}.`,
    ]);
  });

  it.each([
    [undefined, "is not set"],
    ["0", 'is "0"'],
    ["a day", 'is "a day"'],
    ["1.5", 'is "1.5"'],
  ])("a recovery point of %j", async (hours, found) => {
    expect(await withDump(AT_HOURS, hours)).toEqual([
      `CronJob backend-mainnet/postgres-dump: ${AT_HOURS} ${found}; state how many hours may be lost at most, a whole number from 1.`,
    ]);
  });

  it.each([
    [undefined, "is not set, which this rule can't read; write five fields of numbers"],
    ["@daily", 'is "@daily", which this rule can\'t read; write five fields of numbers'],
    ["0 2 31 2 *", 'is "0 2 31 2 *", which never comes; name days that there are'],
  ])("a schedule %j", async (schedule, found) => {
    expect(await withDump("spec.schedule", schedule)).toEqual([
      `CronJob backend-mainnet/postgres-dump: spec.schedule ${found}.`,
    ]);
  });
});

describe("backup-coverage, of what is unknown at preview,", () => {
  const unknown = (field: string) =>
    `${field} is not known before the deployment; give it as a plain value, so that the rule can be proven.`;

  it("asks for what it must know", async () => {
    expect(await withDump("spec.schedule", UNKNOWN)).toContain(
      `CronJob backend-mainnet/postgres-dump: ${unknown("spec.schedule")}`,
    );
    const field = `metadata.annotations["${HOLDS_COPIES}"]`;
    expect(await violations(withField(VALID_POSTGRES, field, UNKNOWN))).toEqual([
      `${SUBJECT} ${unknown(`metadata.annotations.${HOLDS_COPIES}`)}`,
    ]);
  });

  it("leaves alone what doesn't matter to it", async () => {
    const image = withField(DUMP, "spec.jobTemplate.spec.template.spec.containers[0].image", UNKNOWN);
    const replicas = withField(VALID_POSTGRES, "spec.replicas", UNKNOWN);
    expect(await violations(replicas, image, TEST)).toEqual([]);
  });
});
