/** A kind of objects, as the API server knows it. */
export interface ObjectKind {
  readonly apiVersion: string;
  readonly kind: string;
  /** What it is called in a path and in a Role. */
  readonly resource: string;
}

/**
 * What is dumped of each namespace, in the order in which it can be applied: each after what it refers to. Left out is what
 * others make again: pods and ReplicaSets, jobs that ran, Endpoints and their slices, leases, events.
 */
export const OBJECT_KINDS: readonly ObjectKind[] = [
  { apiVersion: "v1", kind: "ResourceQuota", resource: "resourcequotas" },
  { apiVersion: "v1", kind: "LimitRange", resource: "limitranges" },
  { apiVersion: "v1", kind: "ServiceAccount", resource: "serviceaccounts" },
  { apiVersion: "rbac.authorization.k8s.io/v1", kind: "Role", resource: "roles" },
  { apiVersion: "rbac.authorization.k8s.io/v1", kind: "RoleBinding", resource: "rolebindings" },
  { apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy", resource: "networkpolicies" },
  { apiVersion: "v1", kind: "Secret", resource: "secrets" },
  { apiVersion: "v1", kind: "ConfigMap", resource: "configmaps" },
  { apiVersion: "v1", kind: "PersistentVolumeClaim", resource: "persistentvolumeclaims" },
  { apiVersion: "v1", kind: "Service", resource: "services" },
  { apiVersion: "networking.k8s.io/v1", kind: "Ingress", resource: "ingresses" },
  { apiVersion: "policy/v1", kind: "PodDisruptionBudget", resource: "poddisruptionbudgets" },
  { apiVersion: "apps/v1", kind: "StatefulSet", resource: "statefulsets" },
  { apiVersion: "apps/v1", kind: "Deployment", resource: "deployments" },
  { apiVersion: "apps/v1", kind: "DaemonSet", resource: "daemonsets" },
  { apiVersion: "batch/v1", kind: "CronJob", resource: "cronjobs" },
];
