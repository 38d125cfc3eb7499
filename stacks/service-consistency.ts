import { imageReference } from "../components/shared/images";
import type { ConfigProblem } from "./config-error";
import type { EnvironmentSpec, NamespaceSpec, ServiceSpec } from "./environment";
import { namesOf, nodesWithRole } from "./topology";
import { DENIED_IMAGES } from "./versions";
import { API_SERVICE_NAMES, WORKLOADS } from "./workloads";

/** Readiness compares the age of the newest event with this, which says nothing while the chain is idle (G16). */
const LAG_THRESHOLD = "PROJECTION_LAG_THRESHOLD_MS";
const LEAST_LAG_THRESHOLD_MS = 30 * 24 * 3600 * 1000;
/** What a quota must leave free for the backup jobs of its namespace. */
const BACKUP_HEADROOM = {
  cpuRequestMillicores: 500,
  memoryRequestMebibytes: 1024,
  memoryLimitMebibytes: 1024,
  pods: 2,
};

/** Contradictions between one service's settings, or between them and the nodes there are. */
export function serviceProblems(service: ServiceSpec, { servers, nodeRole }: EnvironmentSpec): ConfigProblem[] {
  const field = `gx:services.${service.name}`;
  const { image } = service;
  const problems: ConfigProblem[] = [];
  const nodes = nodesWithRole(servers, nodeRole);
  if (service.replicas > nodes.length) {
    problems.push({
      field: `${field}.replicas`,
      value: service.replicas,
      remedy: `at most ${nodes.length}: no two of its pods share a node, and node-role ${nodeRole} has ${namesOf(nodes) || "none"}`,
    });
  }
  const threshold = service.settings[LAG_THRESHOLD];
  if (threshold !== undefined && !(Number(threshold) >= LEAST_LAG_THRESHOLD_MS)) {
    problems.push({
      field: `${field}.settings.${LAG_THRESHOLD}`,
      value: threshold,
      remedy: `must be at least ${LEAST_LAG_THRESHOLD_MS}, 30 days: with less an idle chain makes a healthy service unready (G16)`,
    });
  }
  const denied = DENIED_IMAGES.find(
    (entry) => entry.repositoryPattern.test(image.repository) && entry.tag === image.tag,
  );
  if (denied) {
    problems.push({
      field: `${field}.imageTag`,
      value: image.tag,
      remedy: `${imageReference(image)} must not run: ${denied.reason}; choose another version`,
    });
  }
  return problems;
}

/** Quotas that are too small for what is declared to run under them, with room for an update and a backup. */
export function quotaProblems({ namespaces, services }: EnvironmentSpec): readonly ConfigProblem[] {
  return Object.entries(namespaces).flatMap(([purpose, { quota }]: [string, NamespaceSpec]) => {
    const inside = services.filter((service) => WORKLOADS[service.name].purpose === purpose);
    if (inside.length === 0) return [];
    const needed = {
      cpuRequestMillicores: needOf(inside, ({ resources }) => resources.cpuRequestMillicores),
      memoryRequestMebibytes: needOf(inside, ({ resources }) => resources.memoryRequestMebibytes),
      memoryLimitMebibytes: needOf(inside, ({ resources }) => resources.memoryLimitMebibytes),
      pods: needOf(inside, () => 1),
    };
    return (["cpuRequestMillicores", "memoryRequestMebibytes", "memoryLimitMebibytes", "pods"] as const)
      .map((limit) => ({ limit, least: needed[limit] + BACKUP_HEADROOM[limit] }))
      .filter(({ limit, least }) => quota[limit] < least)
      .map(({ limit, least }) => ({
        field: `gx:namespaces.${purpose}.quota.${limit}`,
        value: quota[limit],
        remedy: `must be at least ${least}: its services need ${needed[limit]} while all are updated, backup jobs ${BACKUP_HEADROOM[limit]}`,
      }));
  });
}

/** An update of a service that others call runs one pod more. */
function needOf(services: readonly ServiceSpec[], each: (service: ServiceSpec) => number): number {
  const surge = (service: ServiceSpec) => ((API_SERVICE_NAMES as readonly string[]).includes(service.name) ? 1 : 0);
  return services.reduce((sum, service) => sum + each(service) * (service.replicas + surge(service)), 0);
}
