import type { ApiPermission } from "../workload/api-permissions";
import { SCOPE, STORE_SUFFIXES } from "./names";

/**
 * What Patroni may do in its namespace: agree on a leader in Endpoints of the cluster's own name, and mark its pods with
 * their roles. Neither what is created nor what is watched can be named beforehand.
 */
export const MEMBER_PERMISSIONS: readonly ApiPermission[] = [
  { apiGroups: [""], resources: ["endpoints"], verbs: ["create", "list", "watch"] },
  {
    apiGroups: [""],
    resources: ["endpoints"],
    resourceNames: [SCOPE, ...STORE_SUFFIXES.map((suffix) => `${SCOPE}-${suffix}`)],
    verbs: ["get", "patch"],
  },
  { apiGroups: [""], resources: ["pods"], verbs: ["list", "patch", "watch"] },
];

/** What the reconciling job may do: see which members are of an old revision, and have them replaced. */
export const RECONCILE_PERMISSIONS: readonly ApiPermission[] = [
  { apiGroups: [""], resources: ["pods"], verbs: ["delete", "get", "list"] },
  { apiGroups: ["apps"], resources: ["statefulsets"], verbs: ["get"] },
];
