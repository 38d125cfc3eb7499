import type { ConfigProblem } from "./config-error";
import type { EnvironmentSpec, ServiceSpec } from "./environment";
import type { Server } from "./inventory";
import { clusterMembers, nodesWithRole } from "./topology";
import { NODE_ID_LABEL } from "../components/shared/labels";
import { imageReference } from "../components/shared/images";
import { DENIED_IMAGES } from "./versions";

/** What no single field shows: every contradiction between two fields of an environment. Empty when there is none. */
export function crossFieldProblems(environment: EnvironmentSpec): readonly ConfigProblem[] {
  return [
    ...inventoryProblems(environment.servers),
    ...clusterLayerProblems(environment),
    ...namespaceProblems(environment),
    ...environment.services.flatMap((service) => serviceProblems(service, environment)),
  ];
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

function clusterLayerProblems({ name, clusterLayer, servers }: EnvironmentSpec): ConfigProblem[] {
  if (name !== "mainnet") {
    return clusterLayer
      ? [
          {
            field: "gx:cluster",
            value: clusterLayer,
            remedy: "remove it: what is cluster-scoped belongs to mainnet's stack",
          },
        ]
      : [];
  }
  if (!clusterLayer) {
    return [
      {
        field: "gx:cluster",
        value: undefined,
        remedy: "mainnet owns the cluster layer: give initServer and coreDnsReplicas",
      },
    ];
  }
  const members = clusterMembers(servers);
  const problems: ConfigProblem[] = [];
  if (!members.some((server) => server.name === clusterLayer.initServer && server.k3sRole === "server")) {
    problems.push({
      field: "gx:cluster.initServer",
      value: clusterLayer.initServer,
      remedy: `must be a K3s server of the cluster: ${namesOf(members.filter((server) => server.k3sRole === "server"))}`,
    });
  }
  if (clusterLayer.coreDnsReplicas > members.length) {
    problems.push({
      field: "gx:cluster.coreDnsReplicas",
      value: clusterLayer.coreDnsReplicas,
      remedy: `at most ${members.length}: no two CoreDNS pods share a node, and the cluster has ${members.length} nodes`,
    });
  }
  return problems;
}

function namespaceProblems({ name, namespaces }: EnvironmentSpec): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  if (namespaces.backend === namespaces.fabric) {
    problems.push({
      field: "gx:namespaces.fabric",
      value: namespaces.fabric,
      remedy: "backend has it already; give each a namespace of its own",
    });
  }
  for (const [purpose, namespace] of Object.entries(namespaces)) {
    if (namespace.endsWith("-testnet") !== (name === "testnet")) {
      problems.push({
        field: `gx:namespaces.${purpose}`,
        value: namespace,
        remedy: "testnet's namespaces end in -testnet and mainnet's don't, so that no namespace can be in both stacks",
      });
    }
  }
  return problems;
}

function serviceProblems(service: ServiceSpec, { servers, nodeRole }: EnvironmentSpec): ConfigProblem[] {
  const field = `gx:services.${service.name}`;
  const { resources, image } = service;
  const problems: ConfigProblem[] = [];
  const nodes = nodesWithRole(servers, nodeRole);
  if (service.replicas > nodes.length) {
    problems.push({
      field: `${field}.replicas`,
      value: service.replicas,
      remedy: `at most ${nodes.length}: no two of its pods share a node, and node-role ${nodeRole} has ${namesOf(nodes) || "none"}`,
    });
  }
  if (resources.cpuLimitMillicores < resources.cpuRequestMillicores) {
    problems.push({
      field: `${field}.resources.cpuLimitMillicores`,
      value: resources.cpuLimitMillicores,
      remedy: `must be at least the request, ${resources.cpuRequestMillicores}`,
    });
  }
  if (resources.memoryLimitMebibytes < resources.memoryRequestMebibytes) {
    problems.push({
      field: `${field}.resources.memoryLimitMebibytes`,
      value: resources.memoryLimitMebibytes,
      remedy: `must be at least the request, ${resources.memoryRequestMebibytes}`,
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

function namesOf(servers: readonly Server[]): string {
  return servers.map((server) => server.name).join(", ");
}
