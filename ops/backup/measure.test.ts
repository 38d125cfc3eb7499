/** The arithmetic of what is measured, and what counts as a shortfall, at a moment that doesn't pass. */
import { describe, expect, it } from "@jest/globals";
import { measure, type SourceStatus } from "./measure";
import { ago, job, NOW, onlySource, REDIS_DUMP, REDIS_TEST, runs } from "./testing";
import type { CronJob, Job } from "./kubernetes-types";

const SIX_HOURS = 360;
/** A proof of this morning that took two minutes. */
const PROOF = job(REDIS_TEST, "test-1", 460, 2);

function measured(
  jobs: readonly Job[],
  cronJobs: readonly CronJob[] = [REDIS_DUMP, REDIS_TEST],
  told = {},
): SourceStatus {
  const source = onlySource(...cronJobs);
  return measure("mainnet", source, runs(source, jobs, told), NOW);
}
const shortfalls = (...args: Parameters<typeof measured>) =>
  measured(...args).shortfalls.map(({ kind, what }) => `${kind}: ${what}`);
const changed = (cronJob: CronJob, spec: object, status: object = {}): CronJob =>
  ({ ...cronJob, spec: { ...cronJob.spec, ...spec }, status }) as CronJob;

describe("a backup's age", () => {
  it("counts from the begin of the last Job that succeeded", () => {
    const status = measured([
      job(REDIS_DUMP, "a", 400, 3),
      job(REDIS_DUMP, "b", 40, 3),
      job(REDIS_DUMP, "c", 10, 1, "x"),
      PROOF,
    ]);
    expect(status.lastBackup).toMatchObject({ at: ago(40), ageMinutes: 40 });
  });

  it("is by what the CronJob remembers where its Jobs are gone", () => {
    const remembering = changed(REDIS_DUMP, {}, { lastSuccessfulTime: ago(30) });
    expect(measured([], [remembering, REDIS_TEST]).lastBackup).toMatchObject({ ageMinutes: 30, run: undefined });
    const older = changed(REDIS_DUMP, {}, { lastSuccessfulTime: ago(37) });
    expect(measured([job(REDIS_DUMP, "b", 40, 3)], [older, REDIS_TEST]).lastBackup).toMatchObject({ ageMinutes: 40 });
  });

  it.each([
    [SIX_HOURS, []],
    [SIX_HOURS + 0.9, []],
    [SIX_HOURS + 1, ["late: the newest backup is 6 h 1 min old, of 6 h at most"]],
  ])("of %s minutes is judged by the minute", (minutes, expected) => {
    expect(shortfalls([job(REDIS_DUMP, "a", minutes, 3), PROOF])).toEqual(expected);
  });

  it("may be more while the next one is made", () => {
    expect(shortfalls([job(REDIS_DUMP, "a", 365, 3), job(REDIS_DUMP, "b", 2), PROOF])).toEqual([]);
  });

  it("isn't there before the first", () => {
    expect(shortfalls([PROOF])).toEqual(["late: no scheduled backup has succeeded yet"]);
  });
});

describe("the worst gap", () => {
  it("is the longest between two begins that succeeded", () => {
    const jobs = [
      job(REDIS_DUMP, "a", 1000, 1),
      job(REDIS_DUMP, "b", 640, 1, "x"),
      job(REDIS_DUMP, "c", 280, 1),
      job(REDIS_DUMP, "d", 5, 1),
    ];
    expect(measured([...jobs].reverse()).worstGapMinutes).toBe(720);
  });

  it("isn't known of fewer than two", () => {
    expect(measured([job(REDIS_DUMP, "a", 10, 1)]).worstGapMinutes).toBeUndefined();
  });
});

describe("a proof", () => {
  const BACKUP = job(REDIS_DUMP, "a", 10, 1);

  it("takes as long as its Job", () => {
    expect(measured([BACKUP, PROOF]).recoverySeconds).toBe(120);
  });

  it.each([
    [1440, []],
    [1441, ["late: the last proven restore was 24 h 1 min ago, and there is one each 24 h"]],
  ])("of %s minutes ago is judged by how often there is one", (minutes, expected) => {
    expect(shortfalls([BACKUP, job(REDIS_TEST, "t", minutes, 2)])).toEqual(expected);
  });

  it("that takes too long is told", () => {
    expect(shortfalls([BACKUP, job(REDIS_TEST, "t", 60, 16)])).toEqual([
      "slow: the last restore took 16 min, of 15 min at most",
    ]);
  });

  it("is missed where there was none, and where nothing makes one", () => {
    expect(shortfalls([BACKUP])).toEqual(["late: no backup was restored yet to prove it"]);
    expect(shortfalls([BACKUP], [REDIS_DUMP])).toEqual([
      "undeclared: nothing restores the backups of redis-dump to prove them",
    ]);
  });
});

describe("what failed", () => {
  const BACKUP = job(REDIS_DUMP, "a", 300, 1);

  it("is told in its own words, with the command that tries again", () => {
    const { shortfalls: found } = measured(
      [BACKUP, PROOF, job(REDIS_DUMP, "b", 10, 1, "BackoffLimitExceeded")],
      undefined,
      {
        error: "the store is away.",
      },
    );
    expect(found).toEqual([
      {
        kind: "failed",
        what: "Job b failed: the store is away.",
        remedy: "mend that, then npm run ops -- backup now --stack mainnet --source redis-dump",
      },
    ]);
  });

  it("is told by Kubernetes' words where nobody knows more", () => {
    expect(shortfalls([BACKUP, PROOF, job(REDIS_TEST, "t", 10, 1, "DeadlineExceeded")])).toEqual([
      "failed: Job t failed: DeadlineExceeded; its programs named no error",
    ]);
  });

  it("is over with the next success of that CronJob, and no other's", () => {
    const failed = job(REDIS_DUMP, "b", 100, 1, "x");
    expect(shortfalls([BACKUP, PROOF, failed, job(REDIS_DUMP, "c", 50, 1)])).toEqual([]);
    expect(shortfalls([BACKUP, failed, job(REDIS_TEST, "t", 50, 1)])).toHaveLength(1);
  });
});

it("tells what is suspended", () => {
  const { shortfalls: found } = measured(
    [job(REDIS_DUMP, "a", 10, 1), PROOF],
    [REDIS_DUMP, changed(REDIS_TEST, { suspend: true })],
  );
  expect(found).toEqual([
    {
      kind: "suspended",
      what: "CronJob redis-dump-test is suspended: it never runs",
      remedy: `kubectl -n backend-mainnet patch cronjob redis-dump-test --patch '{"spec":{"suspend":false}}'`,
    },
  ]);
});
