/**
 * What the commands ask of a cluster that change something: which Jobs they make, refuse to make and remove, and what they read of a pod.
 * The cluster is made up; that a real one takes it is shown by tests/backup/ops-backup.test.ts.
 */
import { describe, expect, it } from "@jest/globals";
import { silent } from "../../toolchain/progress";
import { cleanUp } from "./cleanup";
import type { Job, Pod } from "./kubernetes-types";
import { errorIn, outcomeOf } from "./outcome";
import { listJob, REQUESTED_LABELS } from "./requested-job";
import { runNow } from "./run";
import { cronJob, job, onlySource, REDIS_DUMP, REDIS_TEST } from "./testing";
import { madeUpCluster } from "./made-up-cluster";

const STORED = { isDryRun: false };

/** A pod whose containers ended so. */
function podOf(...containers: readonly [name: string, exitCode: number, reason: string][]): Pod {
  const [last = ["", 0, ""], ...first] = [...containers].reverse();
  const status = ([name, exitCode, reason]: readonly [string, number, string]) => ({
    name,
    state: { terminated: { exitCode, reason } },
  });
  return {
    spec: { initContainers: first.reverse().map(([name]) => ({ name })), containers: [{ name: last[0] }] },
    status: { initContainerStatuses: first.map(status), containerStatuses: [status(last)] },
  } as unknown as Pod;
}

describe("a run out of its time", () => {
  it("is the CronJob's own, as kubectl makes it, and labelled", async () => {
    const pod = podOf(["keep", 0, "Completed"]);
    const { cluster, changes } = madeUpCluster({ pod, logs: { keep: 'kept\n{"result": "done", "bytes": 100}\n' } });
    const { exitCode, text } = await runNow(cluster, "mainnet", REDIS_DUMP, STORED, silent);
    expect([exitCode, text]).toEqual([0, "made is done.\n  bytes: 100\n"]);
    expect(changes).toMatchObject([
      {
        isDryRun: false,
        created: {
          metadata: {
            ...{ generateName: "redis-dump-by-hand-", namespace: "backend-mainnet", labels: REQUESTED_LABELS },
            annotations: { "cronjob.kubernetes.io/instantiate": "manual" },
            ownerReferences: [{ kind: "CronJob", name: "redis-dump", uid: "uid of redis-dump", controller: true }],
          },
          spec: REDIS_DUMP.spec!.jobTemplate.spec,
        },
      },
    ]);
  });

  it("is only tried on a dry run", async () => {
    const { cluster, changes } = madeUpCluster({});
    const { text } = await runNow(cluster, "mainnet", REDIS_DUMP, { isDryRun: true }, silent);
    expect(text).toContain("nothing was made");
    expect(changes).toMatchObject([{ isDryRun: true }]);
  });

  it("is refused while another one of that CronJob runs, and no other's", async () => {
    const { cluster, changes } = madeUpCluster({ jobs: [job(REDIS_DUMP, "running", 1)] });
    await expect(runNow(cluster, "mainnet", REDIS_DUMP, STORED, silent)).rejects.toThrow(
      "Job running of CronJob redis-dump runs already",
    );
    expect(changes).toEqual([]);
    await runNow(cluster, "mainnet", REDIS_TEST, STORED, silent);
    expect(changes).toHaveLength(1);
  });
});

describe("what a Job said", () => {
  const failed = job(REDIS_DUMP, "a", 2, 1, "BackoffLimitExceeded");
  const said = async (pod: Pod | undefined, logs?: Readonly<Record<string, string>>) =>
    errorIn(await outcomeOf(madeUpCluster({ pod, logs }).cluster, failed), "BackoffLimitExceeded");

  it("is the last line of what ran last", async () => {
    const pod = podOf(["dump", 0, "Completed"], ["keep", 1, "Error"]);
    const logs = { dump: '{"result": "done"}', keep: 'x\n{"result": "failed", "error": "no room."}\n' };
    expect(await said(pod, logs)).toBe("no room.");
  });

  it("isn't what an earlier container said, where the last one was killed", async () => {
    const pod = podOf(["dump", 0, "Completed"], ["keep", 137, "OOMKilled"]);
    expect(await said(pod, { dump: '{"result": "done"}' })).toBe(
      "BackoffLimitExceeded; container keep ended without a word: OOMKilled, exit code 137",
    );
  });

  it("isn't known where its pod is gone", async () => {
    expect(await said(undefined)).toBe("BackoffLimitExceeded; its pod is gone");
  });
});

describe("a list", () => {
  const pod = { initContainers: [{ name: "fetch", command: ["/opt/gx/fetch"] }], containers: [{ name: "prove" }] };
  const testOf = (spec: object) => cronJob("a-test", {}, { jobTemplate: { spec: { template: { spec } } } });

  it("is printed by what fetches, alone, in a Job that is no CronJob's", () => {
    const { job: made, container } = listJob(testOf(pod))!;
    const { spec } = made.spec!.template;
    expect([container, spec?.initContainers]).toEqual(["fetch", []]);
    expect(spec?.containers).toEqual([{ name: "fetch", command: ["/opt/gx/fetch", "--list"] }]);
    expect([made.metadata?.ownerReferences, made.metadata?.labels]).toEqual([undefined, REQUESTED_LABELS]);
  });

  it("is what their program says of physical backups, which fails where pgBackRest's own doesn't, and nobody's of what is of neither kind", () => {
    const physical = { containers: [{ name: "backup", command: ["/opt/gx/backup", "restore-test"] }] };
    expect(listJob(testOf(physical))?.job.spec?.template.spec?.containers).toEqual([
      { name: "backup", command: ["/opt/gx/backup", "list"] },
    ]);
    expect(listJob(testOf({ containers: [{ name: "other" }] }))).toBeUndefined();
  });
});

describe("cleaning up", () => {
  const requested = (made: Job): Job => ({ ...made, metadata: { ...made.metadata, labels: REQUESTED_LABELS } });
  const jobs = [
    requested(job(REDIS_DUMP, "ended", 20, 1)),
    requested(job(REDIS_DUMP, "failed", 20, 1, "x")),
    requested(job(REDIS_DUMP, "running", 20)),
    job(REDIS_DUMP, "scheduled", 20, 1),
  ];

  it.each([true, false])(
    "takes what these commands made and what has ended, and nothing else (dry run: %s)",
    async (isDryRun) => {
      const { cluster, changes } = madeUpCluster({ jobs });
      const { text } = await cleanUp(cluster, [onlySource(REDIS_DUMP, REDIS_TEST)], { isDryRun });
      expect(changes).toEqual([
        { deleted: "ended", isDryRun },
        { deleted: "failed", isDryRun },
      ]);
      const verb = isDryRun ? "Would remove" : "Removed";
      expect(text).toBe(`${verb} Job ended, which succeeded\n${verb} Job failed, which failed\n`);
    },
  );
});
