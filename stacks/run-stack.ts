import * as pulumi from "@pulumi/pulumi";
import { deploy } from "./deploy";
import { loadEnvironment } from "./load";
import type { StackOutputs } from "./outputs";
import { adoptionStageNotices } from "./preflight/adoption-stages";
import { checkCluster } from "./preflight/cluster-checks";
import { readCluster } from "./preflight/kubeconfig-reader";
import { takingByForce } from "./preflight/by-force";
import { guardOwnership } from "./preflight/ownership-guard";
import { privilegeNotices } from "./preflight/privilege-notices";
import { checkRecordedCluster, recordedCluster } from "./preflight/recorded-cluster";
import type { System } from "./system";

/** Loads, checks and deploys an environment of these systems: the whole Pulumi program. */
export async function runStack(systems: readonly System[]): Promise<StackOutputs> {
  const environment = loadEnvironment(systems);
  const cluster = await readCluster(environment.access);
  const today = new Date();
  const stages = [...adoptionStageNotices(environment, today), ...privilegeNotices(environment, today)];
  const [notices, recorded] = await Promise.all([checkCluster(environment, cluster), recordedCluster()]);
  checkRecordedCluster(environment, recorded);
  for (const notice of [...stages, ...notices]) await pulumi.log.warn(notice);

  // `deploy` declares everything in one go, so the check runs when all is declared; nothing reaches the cluster before
  // it has passed, because every object waits for its provider and the provider for the kubeconfig.
  const checkDeclared = guardOwnership(environment.name, environment.adopt, cluster, environment.adoptByForce);
  pulumi.runtime.registerStackTransformation(takingByForce(environment.adoptByForce));
  const kubeconfigPath = Promise.resolve()
    .then(checkDeclared)
    .then(async (adopted) => {
      for (const notice of adopted) await pulumi.log.warn(notice);
      return environment.access.kubeconfigPath;
    });
  return deploy(environment, kubeconfigPath);
}
