import type { ApiPermission } from "../../workload/api-permissions";
import { OBJECT_KINDS } from "./kinds";

/** What the dump of objects may do in a namespace: list the kinds that it has, and read the namespace itself. */
export function dumpPermissions(namespace: string): readonly ApiPermission[] {
  const groups = new Set(OBJECT_KINDS.map(({ apiVersion }) => groupOf(apiVersion)));
  return [
    ...[...groups].map((group) => ({
      apiGroups: [group],
      resources: OBJECT_KINDS.filter(({ apiVersion }) => groupOf(apiVersion) === group).map(({ resource }) => resource),
      verbs: ["list"],
    })),
    { apiGroups: [""], resources: ["namespaces"], resourceNames: [namespace], verbs: ["get"] },
  ];
}

/** The core group has no name. */
function groupOf(apiVersion: string): string {
  return apiVersion.includes("/") ? apiVersion.split("/")[0]! : "";
}
