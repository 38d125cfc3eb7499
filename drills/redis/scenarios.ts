import { cutOff, cutOffOneWay } from "../scenarios/cut-off";
import { frozenNode } from "../scenarios/frozen-node";
import { gracefulDelete } from "../scenarios/graceful-delete";
import { nodeLost } from "../scenarios/node-lost";
import type { Scenario } from "../scenarios/scenario";
import type { RedisInPods } from "./redis";

/** As with processes: see bench/sentinel-report.ts. */
const TAKEOVER_SECONDS = 8;

/** What is done to redis, in this order. */
export const REDIS_SCENARIOS: readonly Scenario<RedisInPods>[] = [
  gracefulDelete,
  { ...nodeLost, goalSeconds: TAKEOVER_SECONDS },
  { ...cutOff, goalSeconds: TAKEOVER_SECONDS },
  cutOffOneWay,
  frozenNode,
];
