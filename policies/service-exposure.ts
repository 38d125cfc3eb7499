import type { KubernetesObject } from "./kubernetes-object";
import { is, objectPolicy, type Finding } from "./verdict";

/** Types of Service that open a port on the nodes' public addresses. */
const EXPOSED_TYPES: readonly unknown[] = ["LoadBalancer", "NodePort"];

/**
 * No Service opens a port on the nodes: they stand on public addresses without a firewall, and K3s answers a LoadBalancer
 * on every one of them. What the world may call goes through the ingress. Nor does a Service claim external addresses,
 * with which it could answer for somebody else.
 *
 * Severity: high. Sources: isolation on the cluster's nodes comes from NetworkPolicies alone, which don't guard host
 * ports; CVE-2020-8554 (a Service with external addresses intercepts traffic).
 * Remedy: leave spec.type out, and reach the Service through the ingress.
 */
export const serviceExposure = objectPolicy(
  {
    name: "service-exposure",
    description: "No Service opens a port on the nodes or claims external addresses.",
    severity: "high",
    framework: {
      name: "Kubernetes vulnerabilities",
      version: "1",
      reference: "CVE-2020-8554",
      specification: "External addresses of a Service intercept traffic",
    },
    remediationSteps: "Leave spec.type and spec.externalIPs out and reach the Service through the ingress.",
  },
  (object, check) => {
    if (object.kind !== "Service") return;
    check(() => typeFinding(object));
    check(() => addressFinding(object));
  },
);

function typeFinding({ props }: KubernetesObject): Finding | undefined {
  const type = props.spec?.type;
  if (!EXPOSED_TYPES.includes(type)) return undefined;
  return { field: "spec.type", found: is(type), remedy: "leave it out and reach the Service through the ingress" };
}

function addressFinding({ props }: KubernetesObject): Finding | undefined {
  const addresses = props.spec?.externalIPs as readonly string[] | undefined;
  if (!addresses?.length) return undefined;
  return { field: "spec.externalIPs", found: is([...addresses]), remedy: "remove it" };
}
