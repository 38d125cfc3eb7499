/** What differs where nothing is backed up, where backups go to somebody else's S3, and where a cluster begins with a backup. */
import { beforeAll, describe, expect, it } from "@jest/globals";
import { deploy } from "../../../stacks/deploy";
import { SERVERS } from "../../../stacks/inventory";
import { parseEnvironment } from "../../../stacks/parse-environment";
import { SYSTEMS } from "../../../stacks/systems";
import { named } from "../../../tests/support/recorded-environment";
import { FOREIGN_STORE } from "../../../tests/support/foreign-store";
import { recordResources, type RecordedResource } from "../../../tests/support/recorded-resources";
import { committedSettings } from "../../../tests/support/stack-file";
import { COMMITTED, configurationFile, JOBS, mainnet, podOf } from "./recorded-backups";

describe("what a cluster begins with", () => {
  it("is nothing, unless it is said", async () => {
    const { resources: before } = await mainnet({});
    expect(configurationFile(before, "restore.json")).toBeUndefined();
    expect(configurationFile(before, "patroni.yml")).not.toHaveProperty("bootstrap.method");
  });

  it("is restored from the repository where it is", async () => {
    const { resources } = await mainnet({ restoreFrom: "2026-03-31 14:00:00+00" });
    expect(configurationFile(resources, "restore.json")).toEqual({
      stanza: "postgres",
      from: "2026-03-31 14:00:00+00",
    });
    const { resources: along } = await mainnet({ restoreFrom: "2026-03-31 14:00:00+00", restoreFromTimeline: 2 });
    expect(configurationFile(along, "restore.json")).toMatchObject({ from: "2026-03-31 14:00:00+00", timeline: 2 });
    expect(configurationFile(resources, "patroni.yml")).toMatchObject({
      bootstrap: {
        method: "repository",
        repository: { command: "/opt/gx/restore", no_params: true, keep_existing_recovery_conf: true },
      },
    });
  });
});

describe("without backups", () => {
  let without: Awaited<ReturnType<typeof mainnet>>;
  beforeAll(async () => void (without = await mainnet()));

  it("nothing is archived, nothing runs, and the outputs say so", () => {
    expect(without.outputs).toMatchObject({ archiving: "off: gx:postgres.backup is not set", backups: "none" });
    expect(JSON.stringify(configurationFile(without.resources, "patroni.yml"))).toContain('"archive_mode":"off"');
    expect(configurationFile(without.resources, "patroni.yml")).not.toHaveProperty("postgresql.callbacks");
    const names = without.resources.filter(({ type }) => !type.startsWith("gx:")).map(({ name }) => name);
    // What dumps keep is another system's.
    const own = names.filter((name) => !name.startsWith("postgres-dump"));
    expect(own.filter((name) => /postgres.*(backup|restore|repository)/.test(name))).toEqual([]);
  });

  it("members have no container for them", () => {
    const members = podOf(named(without.resources, "postgres-statefulset"));
    expect(members.containers.map(({ name }) => name)).toEqual(["postgres", "exporter"]);
    expect(JSON.stringify(members)).not.toContain("pgbackrest");
  });
});

describe("in somebody else's S3", () => {
  let foreign: readonly RecordedResource[];
  beforeAll(async () => {
    const backup = { repository: { bucket: "gx-backups", s3: FOREIGN_STORE }, windowDays: 7 };
    const settings = { ...committedSettings("mainnet"), postgres: { ...COMMITTED.postgres, backup } };
    const environment = parseEnvironment("mainnet", settings, SERVERS, SYSTEMS, ["postgres"]);
    ({ resources: foreign } = await recordResources(() => deploy(environment, "kubeconfig.yaml")));
  });

  it("members and jobs call the internet, and not the store that there is", () => {
    for (const name of ["postgres", ...JOBS, "postgres-backup-start"]) {
      const egress = JSON.stringify(named(foreign, `${name}-egress`).inputs);
      expect(egress).toContain('"cidr":"0.0.0.0/0"');
      expect(egress).toContain('"port":443');
      expect(egress).not.toContain("objectstore");
    }
  });

  it("its key stands in Secrets alone", () => {
    const holders = foreign.filter(({ inputs }) =>
      JSON.stringify(inputs, (_key, value: unknown) =>
        typeof value === "string" ? value + Buffer.from(value, "base64").toString() : value,
      ).includes(FOREIGN_STORE.secretAccessKey),
    );
    expect(holders.map(({ type, name }) => `${type} ${name}`)).toEqual([
      "kubernetes:core/v1:Secret postgres-backup-repository-secret",
      "kubernetes:core/v1:Secret postgres-repository-secret",
    ]);
  });
});
