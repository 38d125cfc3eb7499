/** Which CronJobs make a source, and which of them is meant. That annotations are what the program writes is shown by the golden files. */
import { describe, expect, it } from "@jest/globals";
import { nameOf, oneOf, sourceNamed, sourcesIn } from "./sources";
import { cronJob, REDIS_DUMP, REDIS_TEST } from "./testing";

const daily = { "backs-up": "postgres", "recovery-point-hours": "24" };
const FULL = cronJob("postgres-backup-full", daily);
const DIFFERENTIAL = cronJob("postgres-backup-differential", daily);
const PHYSICAL_TEST = cronJob("postgres-restore-test", {
  "proves-backup-by": "postgres-backup-full,postgres-backup-differential",
});
const DUMP = cronJob("postgres-dump", { "backs-up": "postgres", "recovery-point-hours": "6" });
const UNRELATED = cronJob("sweep", {});

describe("sources", () => {
  const sources = sourcesIn([DUMP, FULL, REDIS_TEST, PHYSICAL_TEST, UNRELATED, DIFFERENTIAL, REDIS_DUMP]);

  it("are what CronJobs say that they back up, with what proves it", () => {
    const shown = sources.map(({ name, covers, backups, tests }) => ({
      ...{ name, covers },
      backups: backups.map(nameOf),
      tests: tests.map(nameOf),
    }));
    expect(shown).toEqual([
      {
        ...{ name: "postgres-backup", covers: ["postgres"], tests: ["postgres-restore-test"] },
        backups: ["postgres-backup-full", "postgres-backup-differential"],
      },
      { name: "postgres-dump", covers: ["postgres"], backups: ["postgres-dump"], tests: [] },
      { name: "redis-dump", covers: ["redis"], backups: ["redis-dump"], tests: ["redis-dump-test"] },
    ]);
    expect(sources.map(({ recoveryPointHours }) => recoveryPointHours)).toEqual([24, 6, 6]);
    expect(sources.map(({ recoveryTimeMinutes }) => recoveryTimeMinutes)).toEqual([undefined, undefined, 15]);
  });

  it("are two where another kind covers the same at the same recovery point", () => {
    const offSite = cronJob("backup-off-site", daily);
    expect(sourcesIn([FULL, DIFFERENTIAL, PHYSICAL_TEST, offSite]).map(({ name }) => name)).toEqual([
      "backup-off-site",
      "postgres-backup",
    ]);
  });

  it("are those of each namespace", () => {
    const elsewhere = { ...REDIS_DUMP, metadata: { ...REDIS_DUMP.metadata, namespace: "backend-testnet" } };
    const found = sourcesIn([REDIS_DUMP, elsewhere, REDIS_TEST]);
    expect(found.map(({ namespace, tests }) => [namespace, tests.length])).toEqual([
      ["backend-mainnet", 1],
      ["backend-testnet", 0],
    ]);
  });

  it("are called by their own name or a CronJob's", () => {
    expect(sourceNamed(sources, "postgres-backup").name).toBe("postgres-backup");
    expect(sourceNamed(sources, "postgres-backup-full").name).toBe("postgres-backup");
    expect(sourceNamed(sources, "redis-dump-test").name).toBe("redis-dump");
  });

  it("are listed to whoever names none, or another", () => {
    const there = "postgres-backup, postgres-dump, redis-dump";
    expect(() => sourceNamed(sources, undefined)).toThrow(`--source is missing: name one of ${there}`);
    expect(() => sourceNamed(sources, "redis")).toThrow(`unknown source "redis": there are ${there}`);
  });
});

describe("the CronJob that is meant", () => {
  it("is the only one, or the named one", () => {
    expect(oneOf([REDIS_DUMP], "redis-dump", "that back it up")).toBe(REDIS_DUMP);
    expect(oneOf([FULL, DIFFERENTIAL], "postgres-backup-full", "that back it up")).toBe(FULL);
  });

  it("must be named where there are several, and there must be one", () => {
    expect(() => oneOf([FULL, DIFFERENTIAL], "postgres-backup", "that back it up")).toThrow(
      "postgres-backup has several CronJobs that back it up: name one of postgres-backup-full, postgres-backup-differential",
    );
    expect(() => oneOf([], "postgres-dump", "that restore it")).toThrow("postgres-dump has no CronJob that restore it");
  });
});
