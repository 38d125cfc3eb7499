/**
 * Which Job loads a dump into a database, and what is refused before one is made. The cluster is made up; that a real one is loaded into is shown by
 * tests/backup/postgres-dump.test.ts.
 */
import { describe, expect, it } from "@jest/globals";
import { silent } from "../../toolchain/progress";
import type { CronJob, Job } from "./kubernetes-types";
import { loadInto, type WantedLoad } from "./load";
import { loadJob } from "./load-job";
import { madeUpCluster } from "./made-up-cluster";
import { sourcesIn } from "./sources";
import { cronJob, REDIS_DUMP, REDIS_TEST } from "./testing";

const STAMP = "20261130T120000Z";
const NEW: WantedLoad = { backup: undefined, database: "before", confirmed: undefined };

/** A CronJob with pods like these. */
const withPod = (name: string, annotations: Record<string, string>, metadata: object, spec: object): CronJob =>
  cronJob(name, annotations, { jobTemplate: { spec: { template: { metadata, spec } } } });
const BACKS_UP = { "backs-up": "postgres", "recovery-point-hours": "6" };
const DUMP = cronJob("postgres-dump", BACKS_UP);
const DUMP_TEST = withPod(
  "postgres-dump-test",
  { "proves-backup-by": "postgres-dump" },
  { labels: { of: "the dump's test" } },
  {
    initContainers: [{ name: "fetch", command: ["/opt/gx/fetch"] }],
    containers: [
      { name: "prove", command: ["/opt/gx/prove-dump"], volumeMounts: [{ name: "dump", mountPath: "/dump" }] },
    ],
    volumes: [{ name: "dump", emptyDir: {} }],
  },
);
const FULL = cronJob("postgres-backup-full", { ...BACKS_UP, "recovery-point-hours": "24" });
const ADMIN_VOLUME = { name: "admin-tls", secret: { secretName: "the administrator's" } };
const PHYSICAL_TEST = withPod(
  "postgres-restore-test",
  { "proves-backup-by": "postgres-backup-full" },
  { labels: { of: "the physical test" } },
  {
    serviceAccountName: "postgres-restore-test",
    containers: [
      {
        ...{ name: "backup", command: ["/opt/gx/backup", "restore-test"] },
        volumeMounts: [
          { name: "repository", mountPath: "/etc/pgbackrest" },
          { name: "admin-tls", mountPath: "/tls/admin", readOnly: true },
        ],
      },
    ],
    volumes: [{ name: "repository", secret: { secretName: "the repository's" } }, ADMIN_VOLUME],
  },
);

describe("a Job that loads", () => {
  it("is the dump's test with the pod, and the administrator's certificate, of what reaches the database", () => {
    const { job: made, container } = loadJob(DUMP_TEST, PHYSICAL_TEST, "before", STAMP);
    expect([container, made.spec?.backoffLimit, made.metadata?.ownerReferences]).toEqual(["load", 0, undefined]);
    expect(made.spec?.template).toEqual({
      metadata: { labels: { of: "the physical test" } },
      spec: {
        serviceAccountName: "postgres-restore-test",
        initContainers: [{ name: "fetch", command: ["/opt/gx/fetch", STAMP] }],
        containers: [
          {
            ...{ name: "load", command: ["/opt/gx/load-dump", "before"] },
            volumeMounts: [
              { name: "dump", mountPath: "/dump" },
              { name: "admin-tls", mountPath: "/tls/admin", readOnly: true },
            ],
          },
        ],
        volumes: [{ name: "dump", emptyDir: {} }, ADMIN_VOLUME],
      },
    });
  });

  it("is of the newest dump that has something in it, however old, where none is named", () => {
    const { job: made } = loadJob(DUMP_TEST, PHYSICAL_TEST, "before", undefined);
    expect(made.spec?.template.spec?.initContainers?.[0]?.command).toEqual(["/opt/gx/fetch", "--newest"]);
  });

  it("is of what this checkout knows, or none", () => {
    expect(() => loadJob(DUMP_TEST, DUMP_TEST, "before", undefined)).toThrow("aren't as this checkout declares them");
  });
});

describe("loading", () => {
  function loading(name: string, wanted: Partial<WantedLoad>, cronJobs = [DUMP, DUMP_TEST, FULL, PHYSICAL_TEST]) {
    const { cluster, changes } = madeUpCluster({});
    const sources = sourcesIn([...cronJobs, REDIS_DUMP, REDIS_TEST]);
    const source = sources.find((one) => one.name === name)!;
    const trial = { isDryRun: false };
    const all = { ...NEW, ...wanted };
    return { result: loadInto(cluster, "mainnet", sources, source, all, trial, silent), changes };
  }
  const commandOf = (changes: readonly unknown[]) =>
    (changes as readonly { created: Job }[]).map(({ created }) => created.spec?.template.spec?.containers[0]?.command);

  it("into a new database says how it is looked at", async () => {
    const { result, changes } = loading("postgres-dump", {});
    expect(await result).toMatchObject({ exitCode: 0, text: expect.stringContaining("DROP DATABASE before") });
    expect(commandOf(changes)).toEqual([["/opt/gx/load-dump", "before"]]);
  });

  it("into the live one, confirmed by its name, says what is to be done next", async () => {
    const { result, changes } = loading("postgres-dump", { database: "gx_protocol", confirmed: "mainnet/gx_protocol" });
    expect((await result).text).toContain("postgres-reconcile");
    expect(commandOf(changes)).toEqual([["/opt/gx/load-dump", "gx_protocol"]]);
  });

  const live = "gx_protocol is the live database; give --confirm mainnet/gx_protocol to load into it";
  it.each<[string, Partial<WantedLoad>, string]>([
    ["postgres-dump", { database: "gx_protocol" }, `--confirm is missing: ${live}`],
    ["postgres-dump", { database: "gx_protocol", confirmed: "testnet/gx_protocol" }, `"testnet/gx_protocol": ${live}`],
    ["postgres-dump", { confirmed: "mainnet/gx_protocol" }, "before isn't live, and needs none"],
    ["postgres-dump", { database: "Before; DROP" }, '--into is "Before; DROP": must be 1 to 63 lower-case letters'],
    ["postgres-dump", { database: "template1" }, '--into is "template1": that is the server\'s own; give another name'],
    ["postgres-dump", { database: "postgres" }, "the server's own"],
    ["postgres-dump", { backup: "latest" }, '--backup is "latest": of postgres-dump it must be a stamp such as'],
    ["postgres-backup-full", {}, "--into is for dumps of the database, not for postgres-backup-full"],
    ["redis-dump", {}, "--into is for dumps of the database, not for redis-dump"],
  ])("%s is refused, and nothing is made: %j", async (name, wanted, message) => {
    const { result, changes } = loading(name, wanted);
    await expect(result).rejects.toThrow(message);
    expect(changes).toEqual([]);
  });

  it("is refused where no physical backups are tested", async () => {
    const { result } = loading("postgres-dump", {}, [DUMP, DUMP_TEST]);
    await expect(result).rejects.toThrow("there is no restore test of physical backups");
  });
});
