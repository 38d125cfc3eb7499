import * as pulumi from "@pulumi/pulumi";
import { deploy } from "./deploy";
import { loadEnvironment } from "./load";
import type { StackOutputs } from "./outputs";
import { checkCluster } from "./preflight/cluster-checks";
import { readCluster } from "./preflight/kubeconfig-reader";
import { checkOwnership, collectDeclaredObjects } from "./preflight/ownership";
import type { System } from "./system";

/** Loads, checks and deploys an environment of these systems: the whole Pulumi program. */
export async function runStack(systems: readonly System[]): Promise<StackOutputs> {
  const environment = loadEnvironment(systems);
  const cluster = await readCluster(environment.access);
  for (const notice of await checkCluster(environment, cluster)) await pulumi.log.warn(notice);

  // `deploy` declares everything in one go, so the check runs when all is declared; nothing reaches the cluster before
  // it has passed, because every object waits for its provider and the provider for the kubeconfig.
  const declared = collectDeclaredObjects();
  const kubeconfigPath = Promise.resolve()
    .then(() => checkOwnership(environment.name, declared, environment.adopt, cluster))
    .then(() => environment.access.kubeconfigPath);
  return deploy(environment, kubeconfigPath);
}
