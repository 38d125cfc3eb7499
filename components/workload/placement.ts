import type { types } from "@pulumi/kubernetes";
import { HOSTNAME_LABEL, type Labels, NODE_ROLE_LABEL, type NodeRole, type PlacementClass } from "../shared/labels";

type PodPlacement = Pick<
  types.input.core.v1.PodSpec,
  "affinity" | "tolerations" | "topologySpreadConstraints" | "priorityClassName"
>;

/** Where pods may stand. */
export type PodPlacementArgs =
  | {
      readonly placement: Extract<PlacementClass, "environment">;
      readonly nodeRole: NodeRole;
      /** Whether updates run old and new pods beside each other, as a Deployment's do. */
      readonly hasRevisionsSideBySide: boolean;
      /** Labels of pods with which these must never share a server: the members of their quorum. */
      readonly apartFrom?: Labels;
    }
  | { readonly placement: Extract<PlacementClass, "platform"> }
  | { readonly placement: Extract<PlacementClass, "host">; readonly nodeName: string };

/** The part of a pod's spec that says where it may stand. `selector` finds the pods of the same workload. */
export function podPlacement(selector: Labels, args: PodPlacementArgs): PodPlacement {
  switch (args.placement) {
    case "environment":
      return {
        affinity: {
          nodeAffinity: requiredNode(NODE_ROLE_LABEL, args.nodeRole),
          ...(args.apartFrom && apart(args.apartFrom)),
        },
        topologySpreadConstraints: [spreadOverServers(selector, args.hasRevisionsSideBySide)],
      };
    case "platform":
      return { tolerations: [{ operator: "Exists" }] };
    case "host":
      return { affinity: { nodeAffinity: requiredNode(HOSTNAME_LABEL, args.nodeName) } };
  }
}

/** A requirement, because a preference would let mainnet's pods land on the testnet node (G21). */
function requiredNode(key: string, value: string): types.input.core.v1.NodeAffinity {
  return {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [{ matchExpressions: [{ key, operator: "In", values: [value] }] }],
    },
  };
}

function apart(labels: Labels): types.input.core.v1.Affinity {
  return {
    podAntiAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [
        { topologyKey: HOSTNAME_LABEL, labelSelector: { matchLabels: { ...labels } } },
      ],
    },
  };
}

/**
 * Spreads the pods of one workload over servers, the failure domain; by host name and not by zone, because the recorded
 * zones contradict the places. Only servers that take pods count: a rollout finishes while one is cordoned or dead, with
 * two pods on another one until the next rollout.
 */
function spreadOverServers(
  selector: Labels,
  hasRevisionsSideBySide: boolean,
): types.input.core.v1.TopologySpreadConstraint {
  return {
    maxSkew: 1,
    topologyKey: HOSTNAME_LABEL,
    whenUnsatisfiable: "DoNotSchedule",
    nodeTaintsPolicy: "Honor",
    labelSelector: { matchLabels: { ...selector } },
    // Each revision counts for itself, so that an update with a surge pod isn't stuck. Pods that are replaced in place must
    // count together instead: the first of a new revision would see no other and might join one of the old.
    ...(hasRevisionsSideBySide && { matchLabelKeys: ["pod-template-hash"] }),
  };
}
