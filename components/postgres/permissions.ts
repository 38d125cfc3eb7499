import type { ApiPermission } from "../workload/api-permissions";
import { POSTGRES, SCOPE, STORE_SUFFIXES } from "./names";

/**
 * What Patroni may do in its namespace: agree on a leader in Endpoints of the cluster's own name, and mark its pods with
 * their roles. Neither what is created nor what is watched can be named beforehand; what is changed can, though not as each
 * member's own.
 */
export const memberPermissions = (members: readonly string[]): readonly ApiPermission[] => [
  { apiGroups: [""], resources: ["endpoints"], verbs: ["create", "list", "watch"] },
  {
    apiGroups: [""],
    resources: ["endpoints"],
    resourceNames: [SCOPE, ...STORE_SUFFIXES.map((suffix) => `${SCOPE}-${suffix}`)],
    verbs: ["get", "patch"],
  },
  { apiGroups: [""], resources: ["pods"], verbs: ["list", "watch"] },
  { apiGroups: [""], resources: ["pods"], resourceNames: [...members], verbs: ["patch"] },
];

/** What the reconciling job may do: see which members are of an old revision, and have them replaced. */
export const reconcilePermissions = (members: readonly string[]): readonly ApiPermission[] => [
  { apiGroups: [""], resources: ["pods"], resourceNames: [...members], verbs: ["delete", "get"] },
  { apiGroups: ["apps"], resources: ["statefulsets"], resourceNames: [POSTGRES], verbs: ["get"] },
];
