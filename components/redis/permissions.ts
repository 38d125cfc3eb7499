import type { ApiPermission } from "../workload/api-permissions";
import { SERVICES } from "./names";

/**
 * What the keeper may do in its namespace: have the primary's Service lead to its own pod. What is created can't be named
 * beforehand; what is changed can.
 */
export const KEEPER_PERMISSIONS: readonly ApiPermission[] = [
  { apiGroups: [""], resources: ["endpoints"], verbs: ["create"] },
  { apiGroups: [""], resources: ["endpoints"], resourceNames: [SERVICES.primary], verbs: ["get", "patch", "update"] },
];
