import type { KubernetesObject } from "./kubernetes-object";

/**
 * How many pods the object declares that it runs; undefined where it doesn't say, as a DaemonSet or a Job. Throws the policy
 * SDK's error where the number is unknown.
 */
export function replicasOf({ kind, props }: KubernetesObject): number | undefined {
  switch (kind) {
    case "Deployment":
    case "ReplicaSet":
    case "ReplicationController":
    case "StatefulSet":
      return props.spec?.replicas ?? 1;
    case "Pod":
      return 1;
    default:
      return undefined;
  }
}
