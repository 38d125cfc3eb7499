import type * as pulumi from "@pulumi/pulumi";
import { imageReference } from "../components/shared/images";
import type { EnvironmentSpec } from "./environment";
import { etcdVoters, type SurvivalReport, survivalReport } from "./quorum";
import { nodesWithRole } from "./topology";

/** The stack's output contract: what people and other programs may rely on. No secrets. */
export interface StackOutputs {
  readonly environment: string;
  readonly clusterIdentity: string;
  /** Names of the nodes that take this environment's workloads. */
  readonly workloadNodes: readonly string[];
  /** Services by name. */
  readonly services: Readonly<Record<string, ServiceOutput>>;
  /** What etcd survives, for the loss of each server. */
  readonly etcdQuorum: SurvivalReport;
}

/** What stands for one service. */
export interface ServiceOutput {
  readonly address: pulumi.Output<string>;
  readonly image: string;
  readonly replicas: number;
}

/** Assembles the outputs. `addresses` holds each deployed service's address by its name. */
export function stackOutputs(
  environment: EnvironmentSpec,
  addresses: ReadonlyMap<string, pulumi.Output<string>>,
): StackOutputs {
  const services = environment.services.flatMap(({ name, image, replicas }) => {
    const address = addresses.get(name);
    return address ? [[name, { address, image: imageReference(image), replicas }] as const] : [];
  });
  return {
    environment: environment.name,
    clusterIdentity: environment.access.identity,
    workloadNodes: nodesWithRole(environment.servers, environment.nodeRole).map((server) => server.nodeName),
    services: Object.fromEntries(services),
    etcdQuorum: survivalReport(etcdVoters(environment.servers)),
  };
}
