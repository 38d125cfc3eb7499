import type { Workload } from "../../stacks/workload";
import { type MemoryPlan, RESERVED_CONNECTIONS } from "./memory";

/** A pod has one pool for writes and one for reads: with fewer sessions it can't work on two things at once in each. */
export const LEAST_SESSIONS_A_POD = 4;

/** Pods that may be logged in at once, all workloads together, while all are updated. */
export function podsThatLogIn(workloads: readonly Workload[]): number {
  return workloads.filter(({ logsIn }) => logsIn).reduce((sum, workload) => sum + podsOf(workload), 0);
}

/** How many sessions each pod may open, all of its pools together: so all pods stay within the server's limit. */
export function sessionsOfAPod({ maxConnections }: MemoryPlan, workloads: readonly Workload[]): number {
  return Math.floor((maxConnections - RESERVED_CONNECTIONS) / Math.max(1, podsThatLogIn(workloads)));
}

/** Pods of a workload while it is updated. */
export function podsOf({ replicas, surge = 0 }: Workload): number {
  return replicas + surge;
}
