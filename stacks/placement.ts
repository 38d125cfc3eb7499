import type { ServerName } from "./inventory";
import type { WorkloadName } from "./workloads";

/** Fabric's workloads, each pinned to a server by its local disk. */
type FabricWorkload = Extract<
  WorkloadName,
  `orderer${number}` | `peer${string}` | `couchdb-${string}` | `ca-${string}`
>;
/** Fabric's state databases. */
type StateDatabase = Extract<WorkloadName, `couchdb-${string}`>;

/**
 * Where each Fabric workload stands on mainnet: orderers, peers and CAs as last recorded (C05: verify against the live
 * volumes before pinning), each state database on its peer's server.
 */
export const FABRIC_PLACEMENT: Readonly<Record<FabricWorkload, ServerName>> = {
  orderer0: "VPS-1",
  orderer3: "VPS-1",
  "peer0-org1": "VPS-1",
  "couchdb-peer0-org1": "VPS-1",

  orderer2: "VPS-2",
  "peer0-org2": "VPS-2",
  "couchdb-peer0-org2": "VPS-2",
  "ca-orderer": "VPS-2",
  "ca-org1": "VPS-2",
  "ca-tls": "VPS-2",

  orderer1: "VPS-3",
  orderer4: "VPS-3",
  "peer1-org1": "VPS-3",
  "couchdb-peer1-org1": "VPS-3",
  "peer1-org2": "VPS-3",
  "couchdb-peer1-org2": "VPS-3",
  "ca-org2": "VPS-3",
  "ca-root": "VPS-3",
};

/**
 * Where the state databases were recorded. Kept as data because it shows why it must not stay so: a peer is of no use
 * without its database, and so the loss of any one primary server would leave an organisation without a usable peer.
 */
export const RECORDED_STATE_DATABASES: Readonly<Record<StateDatabase, ServerName>> = {
  "couchdb-peer1-org1": "VPS-1",
  "couchdb-peer0-org1": "VPS-2",
  "couchdb-peer1-org2": "VPS-2",
  "couchdb-peer0-org2": "VPS-3",
};
