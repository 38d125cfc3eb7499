import type { ConfigProblem } from "./config-error";
import type { EnvironmentSpec } from "./environment";
import type { Server } from "./inventory";
import { quotaProblems, serviceProblems } from "./service-consistency";
import { clusterMembers, namesOf } from "./topology";
import { NODE_ID_LABEL } from "../components/shared/labels";

/** What no single field shows: every contradiction between two fields of an environment. Empty when there is none. */
export function crossFieldProblems(environment: EnvironmentSpec): readonly ConfigProblem[] {
  return [
    ...inventoryProblems(environment.servers),
    ...clusterLayerProblems(environment),
    ...namespaceProblems(environment),
    ...environment.services.flatMap((service) => serviceProblems(service, environment)),
    ...quotaProblems(environment),
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
  if ((namespaces.monitoring === undefined) === (name === "mainnet")) {
    problems.push({
      field: "gx:namespaces.monitoring",
      value: namespaces.monitoring?.name,
      remedy:
        "mainnet has the one namespace for monitoring; testnet has none, so that nothing calls from one into the other",
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
    if (namespace.name.endsWith("-testnet") !== (name === "testnet")) {
      problems.push({
        field,
        value: namespace.name,
        remedy: "testnet's namespaces end in -testnet and mainnet's don't, so that no namespace can be in both stacks",
      });
    }
  }
  return problems;
}
