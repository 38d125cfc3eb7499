import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Labels } from "../shared/labels";

/** A rule of a Role, as the API takes it. */
export interface ApiPermission {
  readonly apiGroups: string[];
  readonly resources: string[];
  readonly resourceNames?: string[];
  readonly verbs: string[];
}

/**
 * Gives the account of a workload permissions in one namespace, and nowhere else.
 *
 * @param where the namespace
 */
export function grantApi(
  { name, namespace, labels }: { readonly name: string; readonly namespace: string; readonly labels: Labels },
  permissions: readonly ApiPermission[],
  opts: pulumi.CustomResourceOptions,
  where = namespace,
): readonly pulumi.Resource[] {
  const metadata = { name, namespace: where, labels: { ...labels } };
  const prefix = where === namespace ? name : `${name}-${where}`;
  const role = new k8s.rbac.v1.Role(`${prefix}-role`, { metadata, rules: [...permissions] }, opts);
  const binding = new k8s.rbac.v1.RoleBinding(
    `${prefix}-role-binding`,
    {
      metadata,
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: role.metadata.name },
      subjects: [{ kind: "ServiceAccount", name, namespace }],
    },
    opts,
  );
  return [role, binding];
}
