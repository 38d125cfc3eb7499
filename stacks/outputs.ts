import type { EnvironmentSpec } from "./environment";
import { quorumGroups } from "./quorum";
import { ESTIMATED_ROUND_TRIPS, roundTripAdvice } from "./round-trips";
import { type SurvivalReport, survivalReport } from "./survival";
import { clusterMembers, nodesWithRole } from "./topology";

/** The stack's output contract: what people and other programs may rely on. No secrets. */
export interface StackOutputs {
  readonly environment: string;
  readonly clusterIdentity: string;
  /** Names of the nodes that take this environment's workloads. */
  readonly workloadNodes: readonly string[];
  /** What is left after the loss of each server and each pair. */
  readonly survival: SurvivalReport;
  /** What each system tells of itself, by its name. */
  readonly [system: string]: unknown;
}

/** The names of the outputs that are no system's. */
export const STACK_OUTPUT_NAMES = ["environment", "clusterIdentity", "workloadNodes", "survival"] as const;

/**
 * Assembles the outputs.
 *
 * @param bySystem what each system tells of itself
 */
export function stackOutputs(
  environment: EnvironmentSpec,
  bySystem: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
): StackOutputs {
  const workloadNodes = nodesWithRole(environment.servers, environment.nodeRole);
  return {
    ...bySystem,
    environment: environment.name,
    clusterIdentity: environment.access.identity,
    workloadNodes: workloadNodes.map(({ nodeName }) => nodeName),
    survival: survivalReport(
      quorumGroups(environment),
      clusterMembers(environment.servers).map(({ name }) => name),
      workloadNodes.map(({ name }) => name),
      roundTripAdvice(ESTIMATED_ROUND_TRIPS),
    ),
  };
}
