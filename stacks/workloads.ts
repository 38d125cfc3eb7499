import type { NamespacePurpose } from "./environment";

/** A workload that flows may name: where it lives and what it listens on. */
export interface Workload {
  readonly purpose: NamespacePurpose;
  /** Part in the system, the `app.kubernetes.io/component` label. */
  readonly component: string;
  /** TCP ports by name. */
  readonly ports: Readonly<Record<string, number>>;
}

/** Port of the services' HTTP API, probes and metrics. Stated nowhere: ours. */
const HTTP_PORT = 3000;
/** Fabric's ports: 7050 and 7051 as recorded, 7054 and 9443 are Fabric's own defaults. */
const ORDERER = { purpose: "fabric", component: "orderer", ports: { grpc: 7050, operations: 9443 } } as const;
const PEER = { purpose: "fabric", component: "peer", ports: { grpc: 7051, operations: 9443 } } as const;
const CA = { purpose: "fabric", component: "ca", ports: { https: 7054, operations: 9443 } } as const;
const COUCHDB = { purpose: "fabric", component: "state-database", ports: { http: 5984 } } as const;
const API_SERVICE = { purpose: "backend", component: "api", ports: { http: HTTP_PORT } } as const;
const WORKER = { purpose: "backend", component: "worker", ports: { http: HTTP_PORT } } as const;
const backup = (purpose: NamespacePurpose) => ({ purpose, component: "backup", ports: {} }) as const;

/**
 * Every workload of an environment, once. Backend services are deployed by this program; the others are named because
 * flows lead to them, and their own layers follow.
 */
export const WORKLOADS = {
  "svc-admin": API_SERVICE,
  "svc-identity": API_SERVICE,
  "svc-governance": API_SERVICE,
  "svc-loanpool": API_SERVICE,
  "svc-organization": API_SERVICE,
  "svc-tax": API_SERVICE,
  "svc-tokenomics": API_SERVICE,
  "outbox-submitter": WORKER,
  projector: WORKER,

  /** 8008 is Patroni's API, 8432 pgBackRest's, 9187 the exporter's. */
  postgres: {
    purpose: "backend",
    component: "database",
    ports: { sql: 5432, patroni: 8008, pgbackrest: 8432, metrics: 9187 },
  },
  /** 26379 is Sentinel's, 9121 the exporter's. */
  redis: { purpose: "backend", component: "cache", ports: { redis: 6379, sentinel: 26379, metrics: 9121 } },
  "postgres-backup": backup("backend"),
  "redis-backup": backup("backend"),

  orderer0: ORDERER,
  orderer1: ORDERER,
  orderer2: ORDERER,
  orderer3: ORDERER,
  orderer4: ORDERER,
  "peer0-org1": PEER,
  "peer1-org1": PEER,
  "peer0-org2": PEER,
  "peer1-org2": PEER,
  "couchdb-peer0-org1": COUCHDB,
  "couchdb-peer1-org1": COUCHDB,
  "couchdb-peer0-org2": COUCHDB,
  "couchdb-peer1-org2": COUCHDB,
  "ca-root": CA,
  "ca-org1": CA,
  "ca-org2": CA,
  "ca-orderer": CA,
  "ca-tls": CA,
  /** Chaincode as a service; its port is stated nowhere: ours. */
  "gxtv3-chaincode": { purpose: "fabric", component: "chaincode", ports: { grpc: 9999 } },
  "fabric-backup": backup("fabric"),

  prometheus: { purpose: "monitoring", component: "monitoring", ports: { http: 9090 } },
} as const satisfies Record<string, Workload>;

/** Name of a workload. */
export type WorkloadName = keyof typeof WORKLOADS;

/** Names of all workloads. */
export const WORKLOAD_NAMES = Object.keys(WORKLOADS) as WorkloadName[];

/** Services that answer requests. */
export const API_SERVICE_NAMES = [
  "svc-admin",
  "svc-identity",
  "svc-governance",
  "svc-loanpool",
  "svc-organization",
  "svc-tax",
  "svc-tokenomics",
] as const satisfies readonly WorkloadName[];

/** Services that move events between database and ledger, one at a time: nobody calls them. */
export const WORKER_NAMES = ["outbox-submitter", "projector"] as const satisfies readonly WorkloadName[];

/** The backend services that this program deploys. */
export const SERVICE_NAMES = [...API_SERVICE_NAMES, ...WORKER_NAMES] as const;
/** Name of a backend service. */
export type ServiceName = (typeof SERVICE_NAMES)[number];
