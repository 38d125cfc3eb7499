import type { KubernetesObject } from "./kubernetes-object";
import { allowsDns, deniesEverything, networkPolicyOf, type NetworkPolicy } from "./network-policy";
import { openPeerFindings } from "./open-peers";
import { stackPolicy, type Finding } from "./verdict";

/** Name of the one policy that closes a namespace. */
const DEFAULT_DENY_NAME = "default-deny-all";

/**
 * Every namespace of the stack is closed both ways by exactly one policy named default-deny-all, lets its pods ask the
 * cluster's DNS over UDP and TCP, and no rule opens any of its pods to everybody again. Egress to the internet is no such
 * rule where it leaves private networks out.
 *
 * Severity: high. Source: CIS Kubernetes Benchmark 5.3.2; a namespace that denies DNS breaks every client in it.
 * Remedy: declare default-deny-all and an allow rule for DNS beside every Namespace.
 */
export const defaultDeny = stackPolicy(
  {
    name: "default-deny",
    description: "Every namespace denies all traffic by default, both ways, and allows DNS.",
    severity: "high",
    framework: {
      name: "CIS Kubernetes Benchmark",
      version: "1.10",
      reference: "5.3.2",
      specification: "All namespaces have network policies defined",
    },
    remediationSteps: `Declare one NetworkPolicy ${DEFAULT_DENY_NAME} and one that allows DNS beside every Namespace.`,
  },
  (objects, bench) => {
    const policies = objects
      .filter(({ kind }) => kind === "NetworkPolicy")
      .flatMap((object) => bench.known(object, () => networkPolicyOf(object)) ?? []);
    for (const policy of policies) {
      for (const finding of openPeerFindings(policy)) bench.check(policy.object, () => finding);
    }
    for (const object of objects) {
      if (object.kind !== "Namespace") continue;
      const namespace = bench.known(object, () => nameOf(object));
      const own = policies.filter((policy) => policy.namespace === namespace);
      if (namespace === undefined) continue;
      bench.check(object, () => denialFinding(own));
      bench.check(object, () => dnsFinding(own));
    }
  },
);

function nameOf({ props, resourceName }: KubernetesObject): string {
  return props.metadata?.name ?? resourceName;
}

function denialFinding(policies: readonly NetworkPolicy[]): Finding | undefined {
  const names = policies.filter(deniesEverything).map(({ name }) => name);
  if (names.length === 1 && names[0] === DEFAULT_DENY_NAME) return undefined;
  const owned = names.length > 0 ? `${names.length} (${names.join(", ")})` : "no";
  return {
    field: "metadata.name",
    found: `is the namespace of ${owned} NetworkPolicy that denies everything`,
    remedy: `keep exactly one, ${DEFAULT_DENY_NAME}, with an empty podSelector, both policyTypes and no rules`,
  };
}

function dnsFinding(policies: readonly NetworkPolicy[]): Finding | undefined {
  const missing = (["UDP", "TCP"] as const).filter(
    (protocol) => !policies.some((policy) => allowsDns(policy, protocol)),
  );
  if (missing.length === 0) return undefined;
  return {
    field: "metadata.name",
    found: `is the namespace of no NetworkPolicy that lets all pods ask the cluster's DNS over ${missing.join(" and ")}`,
    remedy: "allow egress on port 53 to the pods k8s-app=kube-dns of kube-system",
  };
}
