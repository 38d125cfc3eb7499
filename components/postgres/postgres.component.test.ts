/** How the database's objects hang together, and which change restarts what. That it works is shown by the tests of real processes. */
import { beforeAll, describe, expect, it } from "@jest/globals";
import { named, recordEnvironment } from "../../tests/support/recorded-environment";
import type { RecordedResource } from "../../tests/support/recorded-resources";

type Changes = Readonly<Record<string, object>>;

const recorded = async (changes: Changes = {}) => (await recordEnvironment("mainnet", changes)).resources;

let before: readonly RecordedResource[];
beforeAll(async () => void (before = await recorded()));

const after = (name: string) => named(before, name).dependsOn ?? [];

/** What a change of settings does: whether members restart, and whether each job runs again. */
async function effectOf(changes: Changes) {
  const resources = await recorded(changes);
  const differs = (name: string, part: (inputs: RecordedResource["inputs"]) => unknown) =>
    JSON.stringify(part(named(resources, name).inputs)) !== JSON.stringify(part(named(before, name).inputs));
  const jobName = ({ metadata }: RecordedResource["inputs"]) => (metadata as { name: string }).name;
  return {
    members: differs("postgres-statefulset", ({ spec }) => (spec as { template: object }).template),
    reconcile: differs("postgres-reconcile-job", jobName),
    retire: differs("postgres-retire-job", jobName),
    services: differs("svc-admin-deployment", ({ spec }) => spec),
  };
}

describe("the order", () => {
  it("is members, what they become, those who log in, and the end of replaced logins", () => {
    expect(after("postgres-reconcile-job")).toContain("kubernetes:apps/v1:StatefulSet postgres-statefulset");
    const reconciled = "kubernetes:batch/v1:Job postgres-reconcile-job";
    expect(after("svc-admin-deployment")).toContain(reconciled);
    expect(after("postgres-retire-job")).toContain("kubernetes:apps/v1:Deployment svc-admin-deployment");
    expect(after("postgres-retire-job")).toContain("kubernetes:apps/v1:Deployment projector-deployment");
  });
});

describe("what mustn't be lost", () => {
  it.each(["postgres-statefulset", "postgres-certificates-seed"])("%s is protected", (name) => {
    expect(named(before, name).protect).toBe(true);
  });

  it("claims stay whatever becomes of the StatefulSet", () => {
    expect(named(before, "postgres-statefulset").inputs.spec).toMatchObject({
      persistentVolumeClaimRetentionPolicy: { whenDeleted: "Retain", whenScaled: "Retain" },
      updateStrategy: { type: "OnDelete" },
    });
  });
});

describe("a change", () => {
  it("of nothing restarts nothing", async () => {
    expect(await effectOf({})).toEqual({ members: false, reconcile: false, retire: false, services: false });
  });

  it("of a parameter reaches the running cluster by the job, and leaves the members' pods", async () => {
    expect(await effectOf({ postgres: { parameters: { checkpoint_timeout: "10min" } } })).toEqual({
      ...{ members: false, reconcile: true, retire: false, services: false },
    });
  });

  it("of the certificates replaces the members one by one", async () => {
    expect(await effectOf({ postgres: { certificatesFrom: "2027-10" } })).toMatchObject({
      members: true,
      reconcile: true,
    });
  });

  it("of a login makes the other role usable, changes the service over, and ends the role before", async () => {
    const effect = await effectOf({ logins: { "svc-admin": { generation: 2 } } });
    expect(effect).toEqual({ members: false, reconcile: true, retire: true, services: true });
  });
});
