import type { ConfigProblem } from "./config-error";
import { type EnvironmentSpec, type QuotaSpec, workloadsOf } from "./environment";
import { clusterMembers, namesOf, nodesWithRole } from "./topology";
import type { Workload } from "./workload";

/** What a quota must leave free for the backup jobs of its namespace. */
const BACKUP_HEADROOM: QuotaSpec = {
  cpuRequestMillicores: 500,
  memoryRequestMebibytes: 1024,
  memoryLimitMebibytes: 1024,
  pods: 2,
};
const LIMITS = ["cpuRequestMillicores", "memoryRequestMebibytes", "memoryLimitMebibytes", "pods"] as const;

/** Contradictions between a workload and the nodes and namespaces there are. */
export function workloadProblems(
  { name, replicas, setting, placement, namespace }: Workload,
  { servers, nodeRole, namespaces }: EnvironmentSpec,
): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const nodes = nodesWithRole(servers, nodeRole);
  if (placement.on === "environment" && replicas > nodes.length) {
    problems.push({
      field: `${setting}.replicas`,
      value: replicas,
      remedy: `at most ${nodes.length}: no two of its pods share a node, and node-role ${nodeRole} has ${namesOf(nodes) || "none"}`,
    });
  }
  if (placement.on === "server" && !clusterMembers(servers).some((server) => server.name === placement.server)) {
    const remedy = `workload ${name} must stand on a node of the cluster: ${namesOf(clusterMembers(servers))}`;
    problems.push({ field: setting, value: placement.server, remedy });
  }
  if (!namespaces[namespace]) {
    const remedy = `workload ${name} stands in it: give its name and quota`;
    problems.push({ field: `gx:namespaces.${namespace}`, value: undefined, remedy });
  }
  return problems;
}

/** Quotas that are too small for what systems run under them, with room for an update and a backup. */
export function quotaProblems(environment: EnvironmentSpec): readonly ConfigProblem[] {
  return Object.entries(environment.namespaces).flatMap(([purpose, { quota }]) => {
    const inside = workloadsOf(environment).filter(({ namespace }) => namespace === purpose);
    if (inside.length === 0) return [];
    const needed = neededBy(inside);
    return LIMITS.map((limit) => ({ limit, least: needed[limit] + BACKUP_HEADROOM[limit] }))
      .filter(({ limit, least }) => quota[limit] < least)
      .map(({ limit, least }) => ({
        field: `gx:namespaces.${purpose}.quota.${limit}`,
        value: quota[limit],
        remedy: `must be at least ${least}: its workloads need ${needed[limit]} while all are updated, backup jobs ${BACKUP_HEADROOM[limit]}`,
      }));
  });
}

function neededBy(workloads: readonly Workload[]): QuotaSpec {
  const sum = (each: (workload: Workload) => number) =>
    workloads.reduce((total, workload) => total + each(workload) * (workload.replicas + (workload.surge ?? 0)), 0);
  return {
    cpuRequestMillicores: sum(({ resources }) => resources.cpuRequestMillicores),
    memoryRequestMebibytes: sum(({ resources }) => resources.memoryRequestMebibytes),
    memoryLimitMebibytes: sum(({ resources }) => resources.memoryLimitMebibytes),
    pods: sum(() => 1),
  };
}
