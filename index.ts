import * as pulumi from "@pulumi/pulumi";
import { deploy } from "./stacks/deploy";
import { loadEnvironment } from "./stacks/load";
import type { StackOutputs } from "./stacks/outputs";
import { checkCluster } from "./stacks/preflight/cluster-checks";
import { readCluster } from "./stacks/preflight/kubeconfig-reader";
import { guardOwnership } from "./stacks/preflight/ownership-guard";

/** Load, check, deploy, export. */
export = async function main(): Promise<StackOutputs> {
  const environment = loadEnvironment();
  const cluster = await readCluster(environment.access);
  for (const notice of await checkCluster(environment, cluster)) await pulumi.log.warn(notice);

  // `deploy` declares everything in one go, so the check runs when all is declared; nothing reaches the cluster before
  // it has passed, because every object waits for its provider and the provider for the kubeconfig.
  const checkDeclared = guardOwnership(environment.name, environment.adopt, cluster);
  const kubeconfigPath = Promise.resolve()
    .then(checkDeclared)
    .then(() => environment.access.kubeconfigPath);
  return deploy(environment, kubeconfigPath);
};
