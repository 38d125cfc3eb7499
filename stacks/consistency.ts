import { CLUSTER_LAYER_OWNER, ENVIRONMENT_NAMES, ENVIRONMENTS } from "../components/shared/environments";
import { NODE_ID_LABEL } from "../components/shared/labels";
import { type ConfigProblem, SECRET_VALUE } from "./config-error";
import { type EnvironmentSpec, workloadsOf } from "./environment";
import { flowProblems } from "./flows";
import type { Server } from "./inventory";
import { settingsIn, type System } from "./system";
import { coverageProblems } from "./backup-coverage";
import { scheduleProblems } from "./schedule-consistency";
import { frameSettingNames } from "./schema";
import { namingProblems } from "./system-consistency";
import { quorumProblems, quotaProblems, workloadProblems } from "./workload-consistency";

/**
 * What no single field shows: every contradiction between two fields of an environment. Empty when there is none.
 *
 * @param sections the systems' sections of the settings, by name; also of those that the environment doesn't have
 */
export function crossFieldProblems(
  environment: EnvironmentSpec,
  sections: Readonly<Record<string, unknown>>,
  systems: readonly System[],
): readonly ConfigProblem[] {
  const workloads = workloadsOf(environment);
  const settingsOf = settingsIn(sections);
  return [
    ...inventoryProblems(environment.servers),
    ...namespaceProblems(environment),
    ...systems.flatMap((system) => system.problems?.(sections[system.name], environment, workloads, settingsOf) ?? []),
    ...secretProblems(environment.secretSections),
    ...workloads.flatMap((workload) => workloadProblems(workload, environment)),
    ...quorumProblems(workloads),
    ...scheduleProblems(workloads),
    ...coverageProblems(workloads, sections.backup !== undefined),
    ...namingProblems(environment.systems),
    ...flowProblems(
      environment.systems,
      systems.flatMap(({ workloadNames }) => workloadNames),
    ),
    ...quotaProblems(environment),
  ];
}

/** Which cluster it is, and which namespaces it has, stands in messages, outputs and object names. */
function secretProblems(secretSections: readonly string[]): readonly ConfigProblem[] {
  return frameSettingNames
    .filter((name) => secretSections.includes(name))
    .map((name) => ({ field: `gx:${name}`, value: SECRET_VALUE, remedy: "it can't be kept secret: store it plain" }));
}

function inventoryProblems(servers: readonly Server[]): ConfigProblem[] {
  const uniqueFields: readonly [string, (server: Server) => string | undefined, string][] = [
    ["name", (server) => server.name, "each server is listed once"],
    ["hostname", (server) => server.hostname, "the host name is the key everywhere (C01)"],
    ["nodeName", (server) => server.nodeName, "two nodes can't share a name"],
    ["publicIpv4", (server) => server.publicIpv4, "two servers can't share an address"],
    [`labels.${NODE_ID_LABEL}`, (server) => server.labels[NODE_ID_LABEL], "node-id is unique in the cluster (G20)"],
  ];
  return uniqueFields.flatMap(([field, valueOf, why]) =>
    servers.flatMap((server, index) => {
      const value = valueOf(server);
      const first = servers.findIndex((other) => valueOf(other) === value);
      return value === undefined || first === index
        ? []
        : [{ field: `servers[${index}].${field}`, value, remedy: `servers[${first}] has it already; ${why}` }];
    }),
  );
}

function namespaceProblems(environment: EnvironmentSpec): ConfigProblem[] {
  const { name, namespaces, namespaceSuffix, hasMonitoring, ownsClusterLayer } = environment;
  const problems: ConfigProblem[] = [];
  if ((namespaces.hosts === undefined) === ownsClusterLayer) {
    problems.push({
      field: "gx:namespaces.hosts",
      value: namespaces.hosts?.name,
      remedy: `${CLUSTER_LAYER_OWNER} has the one namespace for what reads files of the servers, others none: by it etcd is backed up, which is the cluster's`,
    });
  }
  if ((namespaces.monitoring === undefined) === hasMonitoring) {
    problems.push({
      field: "gx:namespaces.monitoring",
      value: namespaces.monitoring?.name,
      remedy: `${ENVIRONMENT_NAMES.filter((other) => ENVIRONMENTS[other].hasMonitoring).join(" and ")} has the one namespace for monitoring, others none: nothing calls from one environment into another`,
    });
  }
  const entries = Object.entries(namespaces);
  for (const [index, [purpose, namespace]] of entries.entries()) {
    const first = entries.findIndex(([, other]) => other.name === namespace.name);
    const field = `gx:namespaces.${purpose}.name`;
    if (first < index) {
      const remedy = `${entries[first]?.[0]} has it already; give each a namespace of its own`;
      problems.push({ field, value: namespace.name, remedy });
    }
    const foreign = ENVIRONMENT_NAMES.filter((other) => other !== name).find((other) => {
      const suffix = ENVIRONMENTS[other].namespaceSuffix;
      return suffix !== "" && namespace.name.endsWith(suffix);
    });
    if (foreign !== undefined) {
      const remedy = `must not end in ${ENVIRONMENTS[foreign].namespaceSuffix}: so end ${foreign}'s, and no namespace may be in two stacks`;
      problems.push({ field, value: namespace.name, remedy });
    } else if (!namespace.name.endsWith(namespaceSuffix)) {
      const remedy = `must end in ${namespaceSuffix}, as all of ${name}'s do: no namespace may be in two stacks`;
      problems.push({ field, value: namespace.name, remedy });
    }
  }
  return problems;
}
