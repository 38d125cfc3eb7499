/**
 * Proves the exact message for state that nothing backs up, or of which a backup is never restored. Does not prove that a job does what
 * its annotation says: the tests of the running ones do.
 */
import { describe, expect, it } from "@jest/globals";
import { backupCoverage } from "./backup-coverage";
import { backupOf, DUMP, TEST } from "./testing/backups";
import { UNKNOWN, validWorkload, withField, type Fixture } from "./testing/fixtures";
import { judgeStack } from "./testing/judgement";
import { VALID_POSTGRES } from "./testing/postgres";

const SUBJECT = "StatefulSet backend-mainnet/postgres:";
const BACKS_UP = "gxcoin.money/backs-up";
const PROVES = "gxcoin.money/proves-backup-by";
const HOLDS_COPIES = "gxcoin.money/holds-copies";

const violations = async (...fixtures: Fixture[]) => (await judgeStack(backupCoverage, fixtures)).violations;

describe("backup-coverage accepts", () => {
  it("what is dumped, and whose dump is restored", async () => {
    expect(await violations(VALID_POSTGRES, DUMP, TEST)).toEqual([]);
  });

  it("jobs of another namespace of the stack", async () => {
    const [dump, test] = [DUMP, TEST].map((job) => withField(job, "metadata.namespace", "operations"));
    expect(await violations(VALID_POSTGRES, dump!, test!)).toEqual([]);
  });

  it("what has no claims, and CronJobs that have nothing to do with backups", async () => {
    expect(await violations(withField(VALID_POSTGRES, "spec.volumeClaimTemplates", []))).toEqual([]);
    expect(await violations(validWorkload("kubernetes:apps/v1:Deployment"))).toEqual([]);
    expect(await violations(withField(validWorkload("kubernetes:batch/v1:CronJob"), "spec.suspend", true))).toEqual([]);
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

  it("backups that nothing restores, though others of the same are", async () => {
    const unproven = (name: string, covered: string) => [
      `CronJob backend-mainnet/${name}: metadata.annotations["${BACKS_UP}"] is "${covered}", and no CronJob of the stack restores ` +
        `what this one makes; annotate one that does with ${PROVES}: "${name}".`,
    ];
    expect(await violations(VALID_POSTGRES, DUMP)).toEqual(unproven("postgres-dump", "postgres"));
    const copy = backupOf("postgres", "postgres-copy", "0 2 * * *", 24);
    expect(await violations(VALID_POSTGRES, DUMP, TEST, copy)).toEqual(unproven("postgres-copy", "postgres"));
    const objects = backupOf("kubernetes-objects", "objects-dump", "40 0 * * *", 24);
    expect(await violations(objects)).toEqual(unproven("objects-dump", "kubernetes-objects"));
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
});

describe("backup-coverage, of what is unknown at preview,", () => {
  it("asks for what it must know", async () => {
    const field = `metadata.annotations["${HOLDS_COPIES}"]`;
    expect(await violations(withField(VALID_POSTGRES, field, UNKNOWN))).toEqual([
      `${SUBJECT} metadata.annotations.${HOLDS_COPIES} is not known before the deployment; give it as a plain value, so that ` +
        "the rule can be proven.",
    ]);
  });

  it("leaves alone what doesn't matter to it", async () => {
    const image = withField(DUMP, "spec.jobTemplate.spec.template.spec.containers[0].image", UNKNOWN);
    const replicas = withField(VALID_POSTGRES, "spec.replicas", UNKNOWN);
    expect(await violations(replicas, image, TEST)).toEqual([]);
  });
});
