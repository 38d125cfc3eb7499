import { API_SERVICE_NAMES, WORKER_NAMES, WORKLOAD_NAMES, type WorkloadName, WORKLOADS } from "./workloads";

/** Callers and callees outside the environment's namespaces. */
export const OUTSIDE_NAMES = ["ingress-controller", "kubernetes-api", "internet"] as const;
/** One of {@link OUTSIDE_NAMES}. */
export type OutsideName = (typeof OUTSIDE_NAMES)[number];

/** A permitted flow between groups of workloads: each of `from` may open a connection to each of `to`, but none to itself. */
export interface FlowRule {
  readonly from: readonly (WorkloadName | OutsideName)[];
  readonly to: readonly (WorkloadName | OutsideName)[];
  /** Name of a port that each callee declares, or a number for callees outside. */
  readonly port: string | number;
  /** Whether pods of one workload may call each other. @default false */
  readonly withinWorkload?: boolean;
  /** Where the need for it is stated, or that it is our choice. */
  readonly source: string;
}

const ofComponent = (component: string) => WORKLOAD_NAMES.filter((name) => WORKLOADS[name].component === component);
const services = [...API_SERVICE_NAMES, ...WORKER_NAMES];
const orderers = ofComponent("orderer");
const peers = ofComponent("peer");
const cas = ofComponent("ca");
const stateDatabases = ofComponent("state-database");
const backups = ofComponent("backup");

/**
 * Who may call whom, declared once: NetworkPolicies, the table in docs/flows.md and the reachability tests derive from
 * this and from nothing else. DNS is not listed because every pod has it: `default-deny-all` always comes with `allow-dns`.
 */
export const FLOW_RULES: readonly FlowRule[] = [
  {
    from: ["ingress-controller"],
    to: API_SERVICE_NAMES,
    port: "http",
    source: "ours: K3s' ingress is the API's entry",
  },
  { from: services, to: ["postgres"], port: "sql", source: "services use postgres-primary and postgres-replica" },
  { from: services, to: ["redis"], port: "redis", source: "services keep login state in redis" },
  { from: services, to: ["redis"], port: "sentinel", source: "clients ask Sentinel for the primary" },
  { from: ["postgres"], to: ["postgres"], port: "sql", withinWorkload: true, source: "streaming replication" },
  { from: ["postgres"], to: ["postgres"], port: "patroni", withinWorkload: true, source: "Patroni asks its members" },
  { from: ["postgres"], to: ["kubernetes-api"], port: 6443, source: "Patroni keeps its state in Kubernetes" },
  { from: ["redis"], to: ["redis"], port: "redis", withinWorkload: true, source: "replication" },
  { from: ["redis"], to: ["redis"], port: "sentinel", withinWorkload: true, source: "Sentinels agree with each other" },

  { from: WORKER_NAMES, to: peers, port: "grpc", source: "ledger writes and events" },
  { from: WORKER_NAMES, to: orderers, port: "grpc", source: "ledger writes" },
  { from: orderers, to: orderers, port: "grpc", source: "Raft" },
  { from: peers, to: peers, port: "grpc", source: "gossip" },
  { from: peers, to: orderers, port: "grpc", source: "blocks" },
  { from: peers, to: ["gxtv3-chaincode"], port: "grpc", source: "chaincode as a service" },
  {
    from: ["peer0-org1"],
    to: ["couchdb-peer0-org1"],
    port: "http",
    source: "each peer has a state database of its own",
  },
  {
    from: ["peer1-org1"],
    to: ["couchdb-peer1-org1"],
    port: "http",
    source: "each peer has a state database of its own",
  },
  {
    from: ["peer0-org2"],
    to: ["couchdb-peer0-org2"],
    port: "http",
    source: "each peer has a state database of its own",
  },
  {
    from: ["peer1-org2"],
    to: ["couchdb-peer1-org2"],
    port: "http",
    source: "each peer has a state database of its own",
  },
  {
    from: orderers,
    to: ["ca-orderer", "ca-tls"],
    port: "https",
    source: "ca-orderer and ca-tls issue their certificates",
  },
  {
    from: ["peer0-org1", "peer1-org1"],
    to: ["ca-org1", "ca-tls"],
    port: "https",
    source: "ca-org1 and ca-tls issue their certificates",
  },
  {
    from: ["peer0-org2", "peer1-org2"],
    to: ["ca-org2", "ca-tls"],
    port: "https",
    source: "ca-org2 and ca-tls issue their certificates",
  },
  {
    from: ["ca-org1", "ca-org2", "ca-orderer", "ca-tls"],
    to: ["ca-root"],
    port: "https",
    source: "ca-root is their root",
  },

  { from: ["postgres-backup"], to: ["postgres"], port: "sql", source: "logical dumps" },
  { from: ["postgres-backup"], to: ["postgres"], port: "pgbackrest", source: "physical backups" },
  { from: ["redis-backup"], to: ["redis"], port: "redis", source: "RDB export" },
  { from: ["fabric-backup"], to: stateDatabases, port: "http", source: "export through the authenticated HTTP API" },
  { from: ["fabric-backup"], to: cas, port: "https", source: "CA archives" },
  { from: ["postgres", ...backups], to: ["internet"], port: 443, source: "off-site copies and WAL" },

  { from: ["prometheus"], to: services, port: "http", source: "metrics" },
  { from: ["prometheus"], to: ["postgres", "redis"], port: "metrics", source: "exporters" },
  {
    from: ["prometheus"],
    to: [...orderers, ...peers, ...cas],
    port: "operations",
    source: "Fabric's operations endpoint",
  },
];

/** One permitted flow between two ends. */
export interface Flow {
  readonly from: WorkloadName | OutsideName;
  readonly to: WorkloadName | OutsideName;
  /** TCP port of the callee. */
  readonly port: number;
  readonly source: string;
}

/**
 * The rules, one by one between their ends.
 *
 * @throws Error when a rule names a port its callee doesn't declare: a mistake in the code, caught by its tests
 */
export function flowsOf(rules: readonly FlowRule[] = FLOW_RULES): readonly Flow[] {
  return rules.flatMap((rule) =>
    rule.from.flatMap((from) =>
      rule.to
        .filter((to) => to !== from || rule.withinWorkload)
        .map((to) => ({ from, to, port: portOf(rule, from, to), source: rule.source })),
    ),
  );
}

/** Whether an end of a flow lies outside the environment's namespaces. */
export function isOutside(name: WorkloadName | OutsideName): name is OutsideName {
  return (OUTSIDE_NAMES as readonly string[]).includes(name);
}

function portOf({ port }: FlowRule, from: string, to: WorkloadName | OutsideName): number {
  if (typeof port === "number") return port;
  const declared: Readonly<Record<string, number>> = isOutside(to) ? {} : WORKLOADS[to].ports;
  const found = declared[port];
  if (found === undefined) {
    const known = Object.keys(declared).join(", ") || "none";
    throw new Error(`flow ${from} → ${to}: ${to} declares no port "${port}", only ${known}`);
  }
  return found;
}
