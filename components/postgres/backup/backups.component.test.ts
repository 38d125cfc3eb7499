/** How the objects for backups hang together, what jobs are told, and what a change touches. That backups work is shown by the tests of real processes. */
import { beforeAll, describe, expect, it } from "@jest/globals";
import { named } from "../../../tests/support/recorded-environment";
import type { RecordedResource } from "../../../tests/support/recorded-resources";
import { configurationFile, JOBS, mainnet, type Settings } from "./recorded-backups";

let before: readonly RecordedResource[];
let outputs: Settings;
beforeAll(async () => void ({ resources: before, outputs } = await mainnet({})));

describe("the order", () => {
  const after = (name: string) => named(before, name).dependsOn ?? [];

  it("is a cluster that archives and the store, the first backup, and what runs again and again", () => {
    expect(after("postgres-backup-start-job")).toEqual(
      expect.arrayContaining([
        "kubernetes:batch/v1:Job postgres-reconcile-job",
        "kubernetes:apps/v1:StatefulSet objectstore-statefulset",
      ]),
    );
    for (const job of JOBS)
      expect(after(`${job}-cronjob`)).toContain("kubernetes:batch/v1:Job postgres-backup-start-job");
  });

  it("keeps neither members nor services waiting for the store or a backup", () => {
    for (const name of ["postgres-statefulset", "postgres-reconcile-job", "svc-admin-deployment"]) {
      expect(after(name).filter((other) => /objectstore|backup/.test(other))).toEqual([]);
    }
  });
});

describe("a member that becomes primary, or starts as such", () => {
  it("is told to archive what another had still to, of a log that all keep for long enough", () => {
    expect(configurationFile(before, "patroni.yml")).toMatchObject({
      postgresql: {
        callbacks: { on_role_change: "/opt/gx/archive-again postgres", on_start: "/opt/gx/archive-again postgres" },
      },
      bootstrap: { dcs: { postgresql: { parameters: { wal_keep_size: "2624MB", max_slot_wal_keep_size: "5120MB" } } } },
    });
  });
});

describe("what mustn't be lost", () => {
  it("is the passphrase: it is protected", () => {
    expect(named(before, "postgres-backup-passphrase").protect).toBe(true);
  });
});

describe("jobs", () => {
  it("are told of the cluster by names, and of what a backup must be", () => {
    const { data } = named(before, "postgres-backup-configuration-config-map").inputs as {
      data: Record<string, string>;
    };
    expect(JSON.parse(data["backup.json"]!)).toEqual({
      stanza: "postgres",
      members: [0, 1, 2].map((ordinal) => `postgres-${ordinal}.postgres-headless.backend-mainnet.svc`),
      membersPort: 8432,
      primaryHost: "postgres-primary.backend-mainnet.svc",
      port: 5432,
      database: "gx_protocol",
      leastBytes: 20_000_000,
      timeoutSeconds: 4996,
      archiveTimeoutSeconds: 180,
    });
  });

  it.each(JOBS)("%s is given time for two tries, and ends within a day", (job) => {
    const { jobTemplate } = named(before, `${job}-cronjob`).inputs.spec as {
      jobTemplate: { spec: { backoffLimit: number; activeDeadlineSeconds: number } };
    };
    expect(jobTemplate.spec).toMatchObject({ backoffLimit: 1, activeDeadlineSeconds: 2 * 4996 + 600 });
  });
});

describe("a change", () => {
  /** Whether members restart, which jobs change, and whether the first backup is looked for again. */
  async function effectOf(backup: Settings, objectstore?: Settings) {
    const { resources } = await mainnet(backup, objectstore);
    const differs = (name: string, part: (resource: RecordedResource) => unknown) =>
      JSON.stringify(part(named(resources, name))) !== JSON.stringify(part(named(before, name)));
    const template = ({ inputs }: RecordedResource) => (inputs.spec as { template: unknown }).template;
    return {
      members: differs("postgres-statefulset", template),
      start: differs("postgres-backup-start-job", ({ inputs }) => (inputs.metadata as { name: string }).name),
      jobs: JOBS.filter((job) => differs(`${job}-cronjob`, ({ inputs }) => inputs)),
    };
  }

  it("of the window is a matter of the jobs", async () => {
    const jobs = ["postgres-backup-full", "postgres-backup-differential"];
    expect(await effectOf({ windowDays: 14 })).toEqual({ members: false, start: true, jobs });
  });

  it("of a schedule is that job's alone", async () => {
    const schedules = { restoreTest: "0 5 * * *" };
    expect(await effectOf({ schedules })).toEqual({ members: false, start: false, jobs: ["postgres-restore-test"] });
  });

  it("of what a cluster begins with restarts no member of one that there is", async () => {
    expect(await effectOf({ restoreFrom: "latest" })).toEqual({ members: false, start: false, jobs: [] });
  });

  it("of the store's keys replaces the members, which archive with them", async () => {
    expect(await effectOf({}, { keyGeneration: 2 })).toEqual({ members: true, start: true, jobs: [] });
  });
});

describe("the stack's outputs", () => {
  it("say where to, how soon, and how long it can be had back", () => {
    expect(outputs.archiving).toBe("on: within 300 s to bucket postgres-backup at objectstore.backend-mainnet.svc");
    expect(outputs.backups).toEqual({
      windowDays: 7,
      schedules: { full: "0 2 * * 0", differential: "0 2 * * 1-6", restoreTest: "30 3 * * *" },
    });
  });
});
