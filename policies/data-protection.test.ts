/**
 * Proves the exact message for each way in which the data of a StatefulSet may be deleted with it, or with its pods.
 * Does not prove that PostgreSQL keeps its data where the claim is mounted.
 */
import { describe, expect, it } from "@jest/globals";
import { dataProtection } from "./data-protection";
import { UNKNOWN, validWorkload, withField, type Fixture } from "./testing/fixtures";
import { judge } from "./testing/judgement";
import { VALID_OBJECT_STORE } from "./testing/object-store";
import { VALID_POSTGRES } from "./testing/postgres";

const SUBJECT = "StatefulSet backend-mainnet/postgres:";
const MOUNTS = "spec.template.spec.containers[0].volumeMounts";
const RETENTION = "spec.persistentVolumeClaimRetentionPolicy";

const violations = async (fixture: Fixture) => (await judge(dataProtection, fixture)).violations;

describe("data-protection", () => {
  it("accepts a database on retained claims, protected", async () => {
    expect(await violations(VALID_POSTGRES)).toEqual([]);
  });

  it("refuses a database on an emptyDir, or on a claim that nothing mounts", async () => {
    const emptyDir = withField(VALID_POSTGRES, "spec.template.spec.volumes[1]", {
      name: "postgres-storage",
      emptyDir: {},
    });
    for (const fixture of [
      withField(emptyDir, "spec.volumeClaimTemplates", undefined),
      withField(VALID_POSTGRES, `${MOUNTS}[0].name`, "configuration"),
      withField(VALID_POSTGRES, MOUNTS, undefined),
    ]) {
      expect(await violations(fixture)).toEqual([
        `${SUBJECT} ${MOUNTS} name no claim of spec.volumeClaimTemplates; mount one where PostgreSQL keeps its data.`,
      ]);
    }
  });

  it("refuses an object store on an emptyDir", async () => {
    expect(await violations(VALID_OBJECT_STORE)).toEqual([]);
    expect(await violations(withField(VALID_OBJECT_STORE, `${MOUNTS}[0].name`, "tmp"))).toEqual([
      `StatefulSet backend-mainnet/objectstore: ${MOUNTS} name no claim of spec.volumeClaimTemplates; ` +
        "mount one where the S3 server keeps its data.",
    ]);
  });

  it.each(["whenDeleted", "whenScaled"])("refuses claims that are deleted %s", async (occasion) => {
    expect(await violations(withField(VALID_POSTGRES, `${RETENTION}.${occasion}`, "Delete"))).toEqual([
      `${SUBJECT} ${RETENTION}.${occasion} is "Delete"; set it to "Retain", or the claims are deleted with their pods.`,
    ]);
    expect(await violations(withField(VALID_POSTGRES, `${RETENTION}.${occasion}`, undefined))).toEqual([]);
  });

  it("refuses claims of a resource that isn't protected", async () => {
    expect(await violations({ ...VALID_POSTGRES, protect: false })).toEqual([
      `${SUBJECT} spec.volumeClaimTemplates is set, and the resource is not protected; ` +
        "give the resource the option protect: true.",
    ]);
  });

  it("judges the others where one value is unknown", async () => {
    const unknown = withField(VALID_POSTGRES, `${MOUNTS}[0].name`, UNKNOWN);
    expect(await judge(dataProtection, withField(unknown, `${RETENTION}.whenScaled`, "Delete"))).toMatchObject({
      violations: [expect.stringContaining("whenScaled")],
      advisory: expect.stringContaining("can't be known during preview"),
    });
  });

  it("leaves alone what has no data of its own", async () => {
    for (const type of ["kubernetes:apps/v1:StatefulSet", "kubernetes:apps/v1:Deployment"]) {
      expect(await violations(validWorkload(type))).toEqual([]);
    }
  });
});
