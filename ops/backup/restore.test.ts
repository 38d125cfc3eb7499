/**
 * Which Job restores a backup beside what is live, of which kind of source, and what is said of it and refused. The cluster is made up; that
 * what was lost comes back from such a copy is shown by tests/backup, of each kind of source where that is dumped.
 */
import { describe, expect, it } from "@jest/globals";
import { silent } from "../../toolchain/progress";
import { copyJob, type WantedCopy } from "./copy-job";
import type { CronJob, Job, Pod } from "./kubernetes-types";
import { madeUpCluster } from "./made-up-cluster";
import { REQUESTED_LABELS } from "./requested-job";
import { restoreBeside } from "./restore";
import { cronJob, job, onlySource, REDIS_DUMP } from "./testing";

const STORED = { isDryRun: false };
const NEWEST: WantedCopy = { backup: undefined, timeline: undefined, name: undefined };
const STAMP = "20261130T120000Z";
const MOMENT = "2026-11-30 12:00:00+00";

/** A restore test with pods of these containers. */
const testWith = (spec: object): CronJob =>
  cronJob("redis-dump-test", { "proves-backup-by": "redis-dump" }, { jobTemplate: { spec: { template: { spec } } } });
const OF_DUMP = testWith({
  initContainers: [{ name: "fetch", command: ["/opt/gx/fetch"] }],
  containers: [
    { name: "prove", command: ["/opt/gx/prove-dump"], volumeMounts: [{ name: "dump", mountPath: "/dump" }] },
  ],
});
const PHYSICAL = testWith({ containers: [{ name: "backup", command: ["/opt/gx/backup", "restore-test"] }] });

/** A pod that has fetched, and that goes on with what it restored. */
const RUNNING_POD = {
  spec: { initContainers: [{ name: "fetch" }], containers: [{ name: "prove" }] },
  status: {
    initContainerStatuses: [{ name: "fetch", state: { terminated: { exitCode: 0 } } }],
    containerStatuses: [{ name: "prove", state: { running: {} } }],
  },
} as unknown as Pod;
const FETCHED = `{"result": "done", "backup": "redis-dump/${STAMP}", "takenAt": "2026-11-30T12:00:00Z"}\n`;

function restoring(test: CronJob, wanted: WantedCopy, made: Job, logs: Readonly<Record<string, string>> = {}) {
  const { cluster, changes } = madeUpCluster({ pod: RUNNING_POD, logs, made });
  const source = onlySource(REDIS_DUMP, test);
  return { result: restoreBeside(cluster, "mainnet", source, wanted, STORED, silent), changes };
}

describe("a copy of a backup", () => {
  const podOf = ({ job: made }: { job: Job }) => made.spec?.template.spec;

  it("is made as the restore test makes it, and kept", () => {
    const copy = copyJob(OF_DUMP, NEWEST);
    expect(copy.container).toBe("prove");
    expect(podOf(copy)).toEqual({
      initContainers: [{ name: "fetch", command: ["/opt/gx/fetch", "--newest"] }],
      containers: [
        {
          ...{ name: "prove", command: ["/opt/gx/prove-dump", "--keep"] },
          volumeMounts: [{ name: "dump", mountPath: "/dump" }],
        },
      ],
    });
    const { metadata, spec } = copy.job;
    // Nobody's: what it proves is no success of the CronJob.
    expect(metadata).toEqual({
      ...{ generateName: "redis-dump-test-copy-", namespace: "backend-mainnet", labels: REQUESTED_LABELS },
    });
    expect(spec).toMatchObject({ backoffLimit: 0, activeDeadlineSeconds: 3 * 3600 });
  });

  it("is of the backup that is named, and called as is said", () => {
    const copy = copyJob(OF_DUMP, { ...NEWEST, backup: STAMP, name: "before-the-migration" });
    expect(podOf(copy)?.initContainers?.[0]?.command).toEqual(["/opt/gx/fetch", STAMP]);
    expect([copy.job.metadata?.name, copy.job.metadata?.generateName]).toEqual(["before-the-migration", undefined]);
  });

  it.each([
    [undefined, undefined, ["latest"]],
    [MOMENT, undefined, [MOMENT]],
    [MOMENT, 3, [MOMENT, "--timeline=3"]],
  ])("of a physical one is of a moment, and of a timeline: %j, %j", (backup, timeline, words) => {
    expect(podOf(copyJob(PHYSICAL, { ...NEWEST, backup, timeline }))?.containers).toEqual([
      { name: "backup", command: ["/opt/gx/backup", "look", ...words] },
    ]);
  });
});

describe("restoring", () => {
  it("ends as soon as it can be looked at, and says how", async () => {
    const prove = "loaded\nready, until this pod is deleted: valkey-cli -s /tmp/socket --raw\nsomething more\n";
    const { result, changes } = restoring(OF_DUMP, NEWEST, job(REDIS_DUMP, "made", 1), { fetch: FETCHED, prove });
    const { exitCode, text } = await result;
    expect([exitCode, text.split("\n").slice(0, 3)]).toEqual([
      0,
      [
        `redis-dump/${STAMP}, taken at 2026-11-30T12:00:00Z, is restored in a pod of its own, for 3 h. What is live in mainnet is as it was.`,
        "  Look at it:  kubectl -n backend-mainnet exec -it job/made -c prove -- valkey-cli -s /tmp/socket --raw",
        "  Remove it:   kubectl -n backend-mainnet delete job made",
      ],
    ]);
    expect(changes).toEqual([expect.objectContaining({ isDryRun: false })]);
  });

  it.each([
    ['"2026-11-30 11:59:58+00"', "2.* ended at 2026-11-30 11:59:58\\+00\\.$"],
    ['"2026-11-30 10:50:00+00"', "2.* ended at .*, 1 h 10 min before the moment asked for\\. .* --timeline"],
    ["null", "2\\. No transaction since its backup is in it\\. .* --timeline"],
  ])("says of a physical one how far it went, where it ended at %s", async (lastTransaction, expected) => {
    const prove = `{"result": "restored", "timeline": 2, "lastTransaction": ${lastTransaction}}\nready, until this pod is deleted: psql\n`;
    const wanted = { ...NEWEST, backup: MOMENT };
    const { text } = await restoring(PHYSICAL, wanted, job(REDIS_DUMP, "made", 1), { prove }).result;
    expect(text.split("\n")[1]).toMatch(new RegExp(`^  It followed timeline ${expected}`));
  });

  it("fails with the words of what failed", async () => {
    const logs = { fetch: '{"result": "failed", "error": "there is no such backup."}\n' };
    const { result } = restoring(OF_DUMP, NEWEST, job(REDIS_DUMP, "made", 1, 1, "BackoffLimitExceeded"), logs);
    expect(await result).toEqual({ exitCode: 1, text: "made restored nothing: there is no such backup.\n" });
  });

  it.each<[CronJob, Partial<WantedCopy>, string]>([
    [
      OF_DUMP,
      { backup: "2026-11-30" },
      '--backup is "2026-11-30": of redis-dump it must be a stamp such as 20261130T120000Z',
    ],
    [
      PHYSICAL,
      { backup: STAMP },
      `--backup is "${STAMP}": of redis-dump it must be latest, or a moment in UTC such as`,
    ],
    [OF_DUMP, { timeline: 1 }, "--timeline is for physical backups, not for redis-dump: a dump is of one moment alone"],
    [OF_DUMP, { name: "Before" }, '--to is "Before": must be 1 to 53 lower-case letters, digits and hyphens'],
    [testWith({ containers: [{ name: "other" }] }), {}, "redis-dump: what restores it keeps nothing to be looked at"],
  ])("is refused, and nothing is made", async (test, wanted, message) => {
    const { result, changes } = restoring(test, { ...NEWEST, ...wanted }, job(REDIS_DUMP, "made", 1));
    await expect(result).rejects.toThrow(message);
    expect(changes).toEqual([]);
  });

  it("needs a restore test", async () => {
    const { cluster } = madeUpCluster({});
    const source = onlySource(REDIS_DUMP);
    await expect(restoreBeside(cluster, "mainnet", source, NEWEST, STORED, silent)).rejects.toThrow(
      "redis-dump has no CronJob that restore it",
    );
  });

  it("is only tried on a dry run", async () => {
    const { cluster, changes } = madeUpCluster({});
    const source = onlySource(REDIS_DUMP, OF_DUMP);
    const { text } = await restoreBeside(cluster, "mainnet", source, NEWEST, { isDryRun: true }, silent);
    expect(text).toBe(
      "Would restore the newest backup of redis-dump by a Job like redis-dump-test; nothing was made.\n",
    );
    expect(changes).toMatchObject([{ isDryRun: true }]);
  });
});
