/** How the objects for backups hang together, what each mounts, and what a change touches. That backups work is shown by the tests of real processes. */
import { beforeAll, describe, expect, it } from "@jest/globals";
import type * as k8s from "@pulumi/kubernetes";
import { deploy } from "../../../stacks/deploy";
import { SERVERS } from "../../../stacks/inventory";
import { parseEnvironment } from "../../../stacks/parse-environment";
import { SYSTEMS } from "../../../stacks/systems";
import { recordResources, type RecordedResource } from "../../../tests/support/recorded-resources";
import { committedSettings } from "../../../tests/support/stack-file";
import { environmentWith } from "../../../tests/support/systems";

type Settings = Readonly<Record<string, unknown>>;
type Pod = k8s.types.input.core.v1.PodSpec & {
  readonly containers: readonly (k8s.types.input.core.v1.Container & {
    readonly name: string;
    readonly volumeMounts: readonly {
      readonly name: string;
      readonly mountPath: string;
      readonly readOnly?: boolean;
    }[];
  })[];
};

const COMMITTED = committedSettings("mainnet") as {
  readonly postgres: Settings & { readonly backup: Settings };
  readonly objectstore: Settings;
};
const JOBS = ["postgres-backup-full", "postgres-backup-differential", "postgres-restore-test"] as const;

/** What mainnet registers, and what it tells of its database, with other backups or none. */
async function mainnet(backup?: Settings, objectstore: Settings = {}) {
  const environment = environmentWith("mainnet", [], {
    postgres: { ...COMMITTED.postgres, backup: backup && { ...COMMITTED.postgres.backup, ...backup } },
    objectstore: { ...COMMITTED.objectstore, ...objectstore },
  });
  const { result, resources } = await recordResources(() => deploy(environment, "kubeconfig.yaml"));
  return { resources, outputs: result.postgres as Settings };
}

let before: readonly RecordedResource[];
let outputs: Settings;
beforeAll(async () => void ({ resources: before, outputs } = await mainnet({})));

function named(resources: readonly RecordedResource[], name: string): RecordedResource {
  const found = resources.filter((resource) => resource.name === name && !resource.type.startsWith("gx:"));
  if (found.length !== 1) throw new Error(`${found.length} resources are called ${name}`);
  return found[0]!;
}

function podOf({ type, inputs }: RecordedResource): Pod {
  const spec = inputs.spec as { template: { spec: Pod }; jobTemplate: { spec: { template: { spec: Pod } } } };
  return (type.endsWith(":CronJob") ? spec.jobTemplate.spec : spec).template.spec;
}

/** What the container of a pod mounts, by folder, and the Secret that it comes from, if any. */
function mounts(resource: RecordedResource, container: string): Readonly<Record<string, string>> {
  const pod = podOf(resource);
  const volumes = new Map(
    (pod.volumes as readonly { name: string; secret?: { secretName: string } }[]).map(({ name, secret }) => [
      name,
      secret?.secretName ?? name,
    ]),
  );
  const { volumeMounts } = pod.containers.find(({ name }) => name === container)!;
  return Object.fromEntries(volumeMounts.map(({ mountPath, name }) => [mountPath, volumes.get(name) ?? name]));
}

const configurationFile = (resources: readonly RecordedResource[], file: string) => {
  const { data } = named(resources, "postgres-configuration-config-map").inputs as { data: Record<string, string> };
  return data[file] === undefined ? undefined : (JSON.parse(data[file]) as unknown);
};

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

describe("what each mounts", () => {
  it("is for a member's server the repository, and for the container that sends its files none of its secrets", () => {
    const members = named(before, "postgres-statefulset");
    expect(mounts(members, "postgres")).toMatchObject({
      "/etc/pgbackrest": "postgres-repository",
      "/var/spool/pgbackrest": "spool",
    });
    expect(mounts(members, "repository-server")).toEqual({
      "/var/lib/postgresql/data": "postgres-storage",
      "/tls/server": "postgres-server-tls",
      "/run/postgresql": "socket",
      "/tmp": "repository-server-tmp",
    });
    const server = podOf(members).containers.find(({ name }) => name === "repository-server")!;
    expect(server.volumeMounts.find(({ mountPath }) => mountPath === "/var/lib/postgresql/data")?.readOnly).toBe(true);
  });

  it.each(["postgres-backup-start-job", "postgres-backup-full-cronjob", "postgres-backup-differential-cronjob"])(
    "is for %s the certificate by which members let it copy, and no other",
    (name) => {
      expect(mounts(named(before, name), "backup")).toEqual({
        "/etc/pgbackrest": "postgres-backup-repository",
        "/var/spool/pgbackrest": "spool",
        "/etc/backup": "configuration",
        "/tls/backup": "postgres-backup-tls",
        "/tmp": "tmp",
      });
    },
  );

  it("is for the test that restores the administrator's certificate, and room for a member's volume", () => {
    const test = named(before, "postgres-restore-test-cronjob");
    expect(mounts(test, "backup")).toEqual({
      "/etc/pgbackrest": "postgres-backup-repository",
      "/var/spool/pgbackrest": "spool",
      "/etc/backup": "configuration",
      "/tls/admin": "postgres-reconcile-admin-tls",
      "/var/lib/postgresql/data": "restored",
      "/run/postgresql": "socket",
      "/tmp": "tmp",
    });
    expect(podOf(test).volumes).toContainEqual({ name: "restored", emptyDir: { sizeLimit: "20Gi" } });
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
    expect(await effectOf({ windowDays: 14 })).toEqual({ members: false, start: true, jobs: [] });
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

describe("what a cluster begins with", () => {
  it("is nothing, unless it is said", () => {
    expect(configurationFile(before, "restore.json")).toBeUndefined();
    expect(configurationFile(before, "patroni.yml")).not.toHaveProperty("bootstrap.method");
  });

  it("is restored from the repository where it is", async () => {
    const { resources } = await mainnet({ restoreFrom: "2026-03-31 14:00:00+00" });
    expect(configurationFile(resources, "restore.json")).toEqual({
      stanza: "postgres",
      from: "2026-03-31 14:00:00+00",
    });
    expect(configurationFile(resources, "patroni.yml")).toMatchObject({
      bootstrap: {
        method: "repository",
        repository: { command: "/opt/gx/restore", no_params: true, keep_existing_recovery_conf: true },
      },
    });
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
  const s3 = {
    ...{ endpoint: "s3.example.org", region: "eu", uriStyle: "path", accessKeyId: "gx" },
    secretAccessKey: "the-key-of-this-test",
  };
  let foreign: readonly RecordedResource[];
  beforeAll(async () => {
    const backup = { repository: { bucket: "gx-backups", s3 }, windowDays: 7 };
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
      ).includes("the-key-of-this-test"),
    );
    expect(holders.map(({ type, name }) => `${type} ${name}`)).toEqual([
      "kubernetes:core/v1:Secret postgres-backup-repository-secret",
      "kubernetes:core/v1:Secret postgres-repository-secret",
    ]);
  });
});
