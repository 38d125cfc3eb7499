import type { CronJob, Job } from "./kubernetes-types";
import type { Outcome } from "./outcome";
import { runsOf } from "./runs";
import { type Source, sourcesIn } from "./sources";

/** The moment at which tests look. */
export const NOW = new Date("2026-11-30T12:00:00Z");

/** A moment so many minutes before {@link NOW}. */
export function ago(minutes: number): Date {
  return new Date(NOW.getTime() - minutes * 60_000);
}

/** A CronJob of the namespace `backend-mainnet`, for tests: its annotations without their prefix. */
export function cronJob(name: string, annotations: Record<string, string>, more: object = {}): CronJob {
  const spec = { schedule: "0 */6 * * *", jobTemplate: { spec: { template: { spec: { containers: [] } } } }, ...more };
  return {
    metadata: {
      ...{ name, namespace: "backend-mainnet", uid: `uid of ${name}` },
      annotations: Object.fromEntries(
        Object.entries(annotations).map(([key, value]) => [`gxcoin.money/${key}`, value]),
      ),
    },
    spec,
  } as unknown as CronJob;
}

/** What backs redis up every six hours, and what proves it every day. */
export const REDIS_DUMP = cronJob("redis-dump", { "backs-up": "redis", "recovery-point-hours": "6" });
export const REDIS_TEST = cronJob(
  "redis-dump-test",
  { "proves-backup-by": "redis-dump", "recovery-time-minutes": "15" },
  { schedule: "20 4 * * *" },
);

/** A Job of a CronJob that began so many minutes ago and took so many; without these it runs, and with a reason it failed. */
export function job(
  owner: CronJob,
  name: string,
  beganMinutesAgo: number,
  tookMinutes?: number,
  failure?: string,
): Job {
  const end = tookMinutes === undefined ? undefined : ago(beganMinutesAgo - tookMinutes);
  const type = failure === undefined ? "Complete" : "Failed";
  return {
    metadata: {
      ...{ name, namespace: owner.metadata!.namespace! },
      ownerReferences: [
        { apiVersion: "batch/v1", kind: "CronJob", name: owner.metadata!.name!, uid: owner.metadata!.uid! },
      ],
    },
    status: {
      startTime: ago(beganMinutesAgo),
      ...(end && { conditions: [{ type, status: "True", reason: failure, lastTransitionTime: end }] }),
      ...(end && failure === undefined && { completionTime: end }),
    },
  } as Job;
}

/** The only source of these CronJobs. */
export function onlySource(...cronJobs: readonly CronJob[]): Source {
  const [source, ...others] = sourcesIn(cronJobs);
  if (!source || others.length > 0) throw new Error(`${others.length + 1} sources`);
  return source;
}

/** The runs of a source among Jobs, of which each said the same. */
export function runs(source: Source, jobs: readonly Job[], told: Outcome["told"] = {}) {
  return {
    backups: runsOf(source.backups, jobs),
    tests: runsOf(source.tests, jobs),
    outcome: (): Outcome => ({ told, unknownBecause: undefined }),
  };
}
