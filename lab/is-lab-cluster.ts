import { basename, dirname } from "node:path";
import { isLabName, labLayout } from "./layout";
import { readState } from "./state";

/**
 * Whether a cluster is a lab's: its kubeconfig is the one in a lab's folder, and what that lab wrote down of itself has this
 * identity. Of a run that goes on, the preflight then shows that it is true (stacks/preflight).
 * @param kubeconfigPath absolute
 * @param identity the declared UID of its kube-system namespace
 */
export function isLabCluster(kubeconfigPath: string, identity: unknown): boolean {
  const folder = dirname(kubeconfigPath);
  if (!isLabName(basename(folder))) return false;
  const layout = labLayout(dirname(folder), basename(folder));
  const known = readState(layout)?.clusterIdentity;
  return known !== undefined && known === identity && layout.kubeconfigPath === kubeconfigPath;
}
