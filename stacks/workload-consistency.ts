import type { ConfigProblem } from "./config-error";
import type { NamespaceQuota } from "../components/networking/quota";
import { type EnvironmentSpec, workloadsOf } from "./environment";
import { ETCD } from "./quorum";
import { clusterMembers, namesOf, nodesWithRole } from "./topology";
import type { Workload } from "./workload";

const LIMITS = ["cpuRequestMillicores", "memoryRequestMebibytes", "memoryLimitMebibytes", "pods"] as const;

/** Contradictions between a workload and the nodes and namespaces there are. */
export function workloadProblems(workload: Workload, environment: EnvironmentSpec): readonly ConfigProblem[] {
  const { name, namespace } = workload;
  const missing: ConfigProblem[] = environment.namespaces[namespace]
    ? []
    : [
        {
          field: `gx:namespaces.${namespace}`,
          value: undefined,
          remedy: `workload ${name} stands in it: give its name and quota`,
        },
      ];
  return [...placementProblems(workload, environment), ...missing, ...privilegeProblems(workload, environment)];
}

/** That what reads the servers' files stands among its like alone: whoever makes pods in that namespace has the servers. */
function privilegeProblems(
  { name, namespace, setting, readsHostBecause, restores }: Workload,
  { namespaces }: EnvironmentSpec,
): readonly ConfigProblem[] {
  const isPrivileged = namespaces[namespace]?.privileged !== undefined;
  if (readsHostBecause !== undefined && !isPrivileged) {
    const remedy = `workload ${name} reads the servers' files: it belongs into a namespace that is privileged`;
    return [{ field: setting, value: namespace, remedy }];
  }
  if (readsHostBecause === undefined && isPrivileged && !restores) {
    const remedy = `workload ${name} reads no files of the servers: it belongs into a namespace that is restricted`;
    return [{ field: setting, value: namespace, remedy }];
  }
  return [];
}

function placementProblems(
  { name, controller, replicas, surge = 0, setting, placement, quorum }: Workload,
  { servers, nodeRole }: EnvironmentSpec,
): readonly ConfigProblem[] {
  const nodes = nodesWithRole(servers, nodeRole);
  const field = `${setting}.replicas`;
  switch (placement.on) {
    case "environment": {
      // Members of a quorum never share a node, not even while an update runs one more.
      const most = quorum ? nodes.length - surge : nodes.length;
      if (replicas <= most) return [];
      const remedy = `at most ${most}: no two of its pods share a node, and node-role ${nodeRole} has ${namesOf(nodes) || "none"}`;
      return [{ field, value: replicas, remedy }];
    }
    case "every node": {
      const members = clusterMembers(servers).length;
      if (controller !== "DaemonSet") {
        return [
          { field: setting, value: controller, remedy: `workload ${name} must be a DaemonSet to be on every node` },
        ];
      }
      const remedy = `must be ${members}: one pod on each node of the cluster`;
      return replicas === members ? [] : [{ field, value: replicas, remedy }];
    }
    case "server": {
      if (!nodes.some((server) => server.name === placement.server)) {
        const remedy = `workload ${name} must stand on a server of the environment: ${namesOf(nodes) || "none"}`;
        return [{ field: setting, value: placement.server, remedy }];
      }
      return replicas === 1 ? [] : [{ field, value: replicas, remedy: "must be 1: it is pinned to one server" }];
    }
  }
}

/** Quorum groups that don't add up. */
export function quorumProblems(workloads: readonly Workload[]): readonly ConfigProblem[] {
  const groups = new Map<string, Workload[]>();
  for (const workload of workloads) {
    if (workload.quorum) groups.set(workload.quorum.group, [...(groups.get(workload.quorum.group) ?? []), workload]);
  }
  return [...groups].flatMap(([group, members]) => {
    const size = members.reduce((sum, { replicas }) => sum + replicas, 0);
    const needed = new Set(members.flatMap(({ quorum }) => quorum?.needed ?? []));
    return members.flatMap(({ name, quorum }): ConfigProblem[] => {
      const field = `workloads.${name}.quorum`;
      if (group === ETCD) {
        return [{ field: `${field}.group`, value: group, remedy: "is the cluster's own: choose another name" }];
      }
      if (quorum?.needed === undefined) return [];
      if (needed.size > 1) {
        return [
          {
            field: `${field}.needed`,
            value: quorum.needed,
            remedy: `group ${group} says ${[...needed].join(" and ")}`,
          },
        ];
      }
      if (quorum.needed >= 1 && quorum.needed <= size) return [];
      return [
        {
          field: `${field}.needed`,
          value: quorum.needed,
          remedy: `must be from 1 to ${size}, the members of ${group}`,
        },
      ];
    });
  });
}

/** Quotas that are too small for what systems run under them, with room for an update and for a job that somebody starts by hand. */
export function quotaProblems(environment: EnvironmentSpec): readonly ConfigProblem[] {
  return Object.entries(environment.namespaces).flatMap(([purpose, { quota }]) => {
    const inside = workloadsOf(environment).filter(({ namespace }) => namespace === purpose);
    if (inside.length === 0) return [];
    const needed = neededBy(inside);
    const spare = startedByHand(inside);
    return LIMITS.map((limit) => ({ limit, least: needed[limit] + spare[limit] }))
      .filter(({ limit, least }) => quota[limit] < least)
      .map(({ limit, least }) => ({
        field: `gx:namespaces.${purpose}.quota.${limit}`,
        value: quota[limit],
        remedy: `must be at least ${least}: its workloads need ${needed[limit]} while all are updated, a job started by hand ${spare[limit]}`,
      }));
  });
}

/** The most that a job takes which is made from a CronJob, as runbooks have it, beside one that the CronJob has just made. */
function startedByHand(workloads: readonly Workload[]): NamespaceQuota {
  const jobs = workloads.filter(({ controller }) => controller === "CronJob").map((job) => neededBy([job]));
  const most = (limit: keyof NamespaceQuota) => Math.max(0, ...jobs.map((needed) => needed[limit]));
  return {
    cpuRequestMillicores: most("cpuRequestMillicores"),
    memoryRequestMebibytes: most("memoryRequestMebibytes"),
    memoryLimitMebibytes: most("memoryLimitMebibytes"),
    pods: most("pods"),
  };
}

function neededBy(workloads: readonly Workload[]): NamespaceQuota {
  const sum = (each: (workload: Workload) => number) =>
    workloads.reduce((total, workload) => total + each(workload) * (workload.replicas + (workload.surge ?? 0)), 0);
  return {
    cpuRequestMillicores: sum(({ resources }) => resources.cpuRequestMillicores),
    memoryRequestMebibytes: sum(({ resources }) => resources.memoryRequestMebibytes),
    memoryLimitMebibytes: sum(({ resources }) => resources.memoryLimitMebibytes),
    pods: sum(() => 1),
  };
}
