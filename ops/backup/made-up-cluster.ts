import type { Cluster } from "./cluster";
import type { Job, Pod } from "./kubernetes-types";
import { job, REDIS_DUMP, REDIS_TEST } from "./testing";

/** What a made-up cluster has. */
interface MadeUp {
  readonly jobs?: readonly Job[];
  /** That of each Job. */
  readonly pod?: Pod | undefined;
  /** What its containers printed. */
  readonly logs?: Readonly<Record<string, string>> | undefined;
  /** What becomes of a Job that is made. @default it has succeeded */
  readonly made?: Job;
}

/** A cluster for tests, with redis' dump and its proof; it keeps what it was asked to change. */
export function madeUpCluster({ jobs = [], pod, logs = {}, made = job(REDIS_DUMP, "made", 1, 1) }: MadeUp) {
  const changes: unknown[] = [];
  const cluster: Cluster = {
    cronJobs: async () => [REDIS_DUMP, REDIS_TEST],
    jobs: async () => jobs,
    job: async () => made,
    podsOf: async () => (pod ? [pod] : []),
    log: async (_pod, container) => logs[container] ?? "",
    createJob: async (created, { isDryRun }) => {
      changes.push({ created, isDryRun });
      return { ...created, metadata: { ...created.metadata, name: "made" } };
    },
    deleteJob: async ({ metadata }, { isDryRun }) => void changes.push({ deleted: metadata?.name, isDryRun }),
  };
  return { cluster, changes };
}
