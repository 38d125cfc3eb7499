import type { types } from "@pulumi/kubernetes";
import { HOSTNAME_LABEL, type Labels, NODE_ROLE_LABEL, type NodeRole } from "../shared/labels";

/** Affinity that admits only nodes of `role`: a preference would let mainnet's pods land on the testnet node (G21). */
export function requiredNodeRole(role: NodeRole): types.input.core.v1.NodeAffinity {
  return {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [{ matchExpressions: [{ key: NODE_ROLE_LABEL, operator: "In", values: [role] }] }],
    },
  };
}

/**
 * Spreads the pods of one workload over servers, the failure domain; by host name and not by zone, because the recorded
 * zones contradict the places. Counts each revision for itself, so that a rolling update with a surge pod isn't stuck.
 */
export function spreadOverServers(selector: Labels): types.input.core.v1.TopologySpreadConstraint[] {
  return [
    {
      maxSkew: 1,
      topologyKey: HOSTNAME_LABEL,
      whenUnsatisfiable: "DoNotSchedule",
      labelSelector: { matchLabels: { ...selector } },
      matchLabelKeys: ["pod-template-hash"],
    },
  ];
}
