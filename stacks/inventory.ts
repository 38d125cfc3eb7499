import {
  type Labels,
  NODE_ID_LABEL,
  NODE_REGION_LABEL,
  NODE_ROLE_LABEL,
  NODE_ZONE_LABEL,
  type NodeRole,
} from "../components/shared/labels";

/** Names of the servers, after the last renaming: the one every document since uses (conflict C01). */
export const SERVER_NAMES = ["VPS-1", "VPS-2", "VPS-3", "VPS-4", "VPS-5"] as const;
/** One of {@link SERVER_NAMES}. */
export type ServerName = (typeof SERVER_NAMES)[number];

/** Where nobody wrote down where a server stands. */
export const UNRECORDED = "not recorded";

/** A server of the estate. */
export interface Server {
  readonly name: ServerName;
  /** The provider's host name: the key that no renaming ever changed. */
  readonly hostname: string;
  /** The Kubernetes node's name: K3s registers a node under its host name. */
  readonly nodeName: string;
  readonly publicIpv4: string;
  /** Whether it belongs to the shared K3s cluster or stands alone. */
  readonly cluster: "member" | "standalone";
  /** `server` runs the control plane and is an etcd voter; `agent` runs workloads only. Members only. */
  readonly k3sRole?: "server" | "agent";
  /** Node labels by key, unique and complete for every member (G20). Empty for a standalone server. */
  readonly labels: Labels;
  /** Where it stands, as far as recorded. */
  readonly location: string;
}

function memberLabels(nodeId: string, role: NodeRole, region: string, recordedZone: string): Labels {
  return {
    [NODE_ID_LABEL]: nodeId,
    [NODE_ROLE_LABEL]: role,
    [NODE_REGION_LABEL]: region,
    [NODE_ZONE_LABEL]: recordedZone,
  };
}

/**
 * The five servers: the single source of truth for hosts, node names and node labels.
 *
 * `node-id` follows the final names although the cluster last recorded `vps2` and `vps4` the other way round (C02): the
 * first preview shows that one-time change. Zones contradict the places and are kept as recorded data only (C03); the
 * region says where a server stands. VPS-4's place is not recorded.
 */
export const SERVERS: readonly Server[] = [
  {
    name: "VPS-1",
    hostname: "srv1089618.hstgr.cloud",
    nodeName: "srv1089618.hstgr.cloud",
    publicIpv4: "72.60.210.201",
    cluster: "member",
    k3sRole: "server",
    labels: memberLabels("vps1", "primary", "kuala-lumpur", "us-east"),
    location: "Kuala Lumpur",
  },
  {
    name: "VPS-2",
    hostname: "srv1089624.hstgr.cloud",
    nodeName: "srv1089624.hstgr.cloud",
    publicIpv4: "217.196.51.190",
    cluster: "member",
    k3sRole: "server",
    labels: memberLabels("vps2", "primary", "phoenix", "us-west"),
    location: "Phoenix, USA",
  },
  {
    name: "VPS-3",
    hostname: "srv1092158.hstgr.cloud",
    nodeName: "srv1092158.hstgr.cloud",
    publicIpv4: "72.61.81.3",
    cluster: "member",
    k3sRole: "server",
    labels: memberLabels("vps3", "primary", "frankfurt", "us-central"),
    location: "Frankfurt, Germany",
  },
  {
    name: "VPS-4",
    hostname: "srv1117946.hstgr.cloud",
    nodeName: "srv1117946.hstgr.cloud",
    publicIpv4: "72.61.116.210",
    cluster: "member",
    k3sRole: "server",
    labels: memberLabels("vps4", "testdev", "unrecorded", "asia"),
    location: UNRECORDED,
  },
  {
    name: "VPS-5",
    hostname: "srv711725.hstgr.cloud",
    nodeName: "srv711725.hstgr.cloud",
    publicIpv4: "195.35.36.174",
    cluster: "standalone",
    labels: {},
    location: UNRECORDED,
  },
];
