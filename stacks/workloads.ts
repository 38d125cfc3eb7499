import type { NamespacePurpose } from "./environment";

/** A workload that flows may name: where it lives and what it listens on. */
export interface Workload {
  readonly purpose: NamespacePurpose;
  /** Part in the system, the `app.kubernetes.io/component` label. */
  readonly component: string;
  /** Ports by name. */
  readonly ports: Readonly<Record<string, number>>;
}

/**
 * Every workload of an environment, once. The container ports of the backend services are stated nowhere: 3000 is ours.
 * Postgres and Redis are named by flows already; their own layers follow.
 */
export const WORKLOADS = {
  "svc-identity": { purpose: "backend", component: "backend", ports: { http: 3000 } },
  postgres: { purpose: "backend", component: "database", ports: { sql: 5432 } },
  redis: { purpose: "backend", component: "cache", ports: { redis: 6379 } },
} as const satisfies Record<string, Workload>;

/** Name of a workload. */
export type WorkloadName = keyof typeof WORKLOADS;

/** The backend services that this program deploys. */
export const SERVICE_NAMES = ["svc-identity"] as const satisfies readonly WorkloadName[];
/** Name of a backend service. */
export type ServiceName = (typeof SERVICE_NAMES)[number];
