import { cutOff, cutOffOneWay } from "../scenarios/cut-off";
import { drain } from "../scenarios/drain";
import { frozenNode } from "../scenarios/frozen-node";
import { gracefulDelete } from "../scenarios/graceful-delete";
import { nodeLost } from "../scenarios/node-lost";
import type { Scenario } from "../scenarios/scenario";
import type { DatabaseInPods } from "./database";
import { fullVolume } from "./full-volume";
import { nodeReplaced } from "./node-replaced";
import { postmasterKilled } from "./postmaster-killed";
import { replicaNodeLost } from "./replica-node-lost";
import { bothCopiesLost, twoFaults } from "./two-faults";

/** What is done to the database, in this order. */
export const POSTGRES_SCENARIOS: readonly Scenario<DatabaseInPods>[] = [
  { ...gracefulDelete, goalSeconds: 2 },
  { ...postmasterKilled, goalSeconds: 4 },
  { ...nodeLost, goalSeconds: 22 },
  replicaNodeLost,
  cutOff,
  cutOffOneWay,
  frozenNode,
  drain,
  fullVolume,
  twoFaults,
  bothCopiesLost,
  nodeReplaced,
];
