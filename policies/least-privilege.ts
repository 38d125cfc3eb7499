import type { KubernetesObject } from "./kubernetes-object";
import { is, objectPolicy, plain, type Check, type Finding } from "./verdict";

/** One rule of a Role or ClusterRole. */
interface AccessRule {
  readonly apiGroups?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
  readonly resources?: readonly string[];
  readonly verbs?: readonly string[];
}

/** Verbs by which one gives oneself more than one has. */
const RAISING_VERBS: readonly string[] = ["bind", "escalate", "impersonate"];
const READING_VERBS: readonly string[] = ["get", "list", "watch"];
/** Kubernetes' own roles that, given cluster-wide, read every Secret. */
const SECRET_READING_ROLES: readonly string[] = ["admin", "edit"];
/** Groups that are all-powerful, or that everybody belongs to. */
const REFUSED_GROUPS: readonly string[] = [
  "system:anonymous",
  "system:authenticated",
  "system:masters",
  "system:serviceaccounts",
  "system:unauthenticated",
];

/**
 * Roles name what they permit instead of `*`, none raises its own rights, no Secret is read cluster-wide, nothing is bound
 * to cluster-admin, and nothing to everybody, to the all-powerful or to a namespace's default service account.
 *
 * Severity: critical. Source: CIS Kubernetes Benchmark 5.1.1-3, 5.1.5, 5.1.7 and 5.1.8.
 * Remedy: a Role in the workload's namespace with the very resources and verbs it needs, bound to its own account.
 */
export const leastPrivilege = objectPolicy(
  {
    name: "least-privilege",
    description: "Roles name what they permit, read no Secret cluster-wide, and none is bound too widely.",
    severity: "critical",
    framework: {
      name: "CIS Kubernetes Benchmark",
      version: "1.10",
      reference: "5.1.1-3, 5.1.5, 5.1.7-8",
      specification: "RBAC and service accounts",
    },
    remediationSteps: "Bind the workload's own account to a Role with the very resources and verbs it needs.",
  },
  (object, check) => {
    if (object.kind === "Role" || object.kind === "ClusterRole") judgeRole(object, check);
    if (object.kind === "RoleBinding" || object.kind === "ClusterRoleBinding") judgeBinding(object, check);
  },
);

function judgeRole(object: KubernetesObject, check: Check): void {
  const { rules } = object.props as { readonly rules?: readonly AccessRule[] };
  for (const index of (rules ?? []).keys()) {
    check(() => {
      const rule = plain(rules?.[index] ?? {});
      const finding = ruleFinding(rule, object.kind === "ClusterRole");
      return finding && { ...finding, field: `rules[${index}].${finding.field}` };
    });
  }
}

function ruleFinding(rule: AccessRule, clusterWide: boolean): Finding | undefined {
  for (const field of ["verbs", "resources", "apiGroups", "nonResourceURLs"] as const) {
    const wildcard = rule[field]?.find((value) => value.includes("*"));
    if (wildcard !== undefined) {
      return { field, found: `has ${JSON.stringify(wildcard)}`, remedy: "name what is needed (CIS 5.1.3)" };
    }
  }
  const raising = rule.verbs?.find((verb) => RAISING_VERBS.includes(verb));
  if (raising) return { field: "verbs", found: `has "${raising}"`, remedy: "remove it, it raises rights (CIS 5.1.8)" };
  const readsSecrets = rule.resources?.includes("secrets") && rule.verbs?.some((verb) => READING_VERBS.includes(verb));
  if (clusterWide && readsSecrets) {
    const remedy = "a ClusterRole may be given for every namespace: permit it by a Role (CIS 5.1.2)";
    return { field: "resources", found: 'has "secrets"', remedy };
  }
  return undefined;
}

function judgeBinding(object: KubernetesObject, check: Check): void {
  const { roleRef, subjects } = object.props as {
    readonly roleRef?: { readonly kind?: string; readonly name?: string };
    readonly subjects?: readonly { readonly kind?: string; readonly name?: string }[];
  };
  check(() => {
    const name = roleRef?.kind === "ClusterRole" ? roleRef.name : undefined;
    const finding = (remedy: string) => ({ field: "roleRef.name", found: is(name), remedy });
    if (name === "cluster-admin") return finding("bind a role with what is needed (CIS 5.1.1)");
    if (object.kind === "ClusterRoleBinding" && SECRET_READING_ROLES.includes(name ?? "")) {
      return finding("it reads every Secret, bind it in one namespace by a RoleBinding (CIS 5.1.2)");
    }
    return undefined;
  });
  for (const index of (subjects ?? []).keys()) {
    check(() => {
      const { kind, name = "" } = subjects?.[index] ?? {};
      const finding = (remedy: string) => ({ field: `subjects[${index}].name`, found: is(name), remedy });
      if (kind === "ServiceAccount" && name === "default") return finding("bind the workload's own (CIS 5.1.5)");
      if (kind !== "ServiceAccount" && REFUSED_GROUPS.some((group) => name === group || name.startsWith(`${group}:`))) {
        return finding("bind the workload's own account instead (CIS 5.1.7)");
      }
      return undefined;
    });
  }
}
