import type * as pulumi from "@pulumi/pulumi";
import { imageReference } from "../components/shared/images";
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
  /** Services by name. */
  readonly services: Readonly<Record<string, ServiceOutput>>;
  /** What is left after the loss of each server and each pair. */
  readonly survival: SurvivalReport;
}

/** What stands for one service. */
export interface ServiceOutput {
  /** Absent for a service that nobody calls. */
  readonly address?: pulumi.Output<string>;
  readonly image: string;
  readonly replicas: number;
}

/** Assembles the outputs. `addresses` holds the address of each service that others call, by its name. */
export function stackOutputs(
  environment: EnvironmentSpec,
  addresses: ReadonlyMap<string, pulumi.Output<string>>,
): StackOutputs {
  const services = environment.services.map(({ name, image, replicas }) => {
    const address = addresses.get(name);
    return [name, { ...(address && { address }), image: imageReference(image), replicas }] as const;
  });
  return {
    environment: environment.name,
    clusterIdentity: environment.access.identity,
    workloadNodes: nodesWithRole(environment.servers, environment.nodeRole).map((server) => server.nodeName),
    services: Object.fromEntries(services),
    survival: survivalReport(
      quorumGroups(environment.name, environment.servers),
      clusterMembers(environment.servers).map((server) => server.name),
      roundTripAdvice(ESTIMATED_ROUND_TRIPS),
    ),
  };
}
