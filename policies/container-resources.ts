import { containersOf, podSpecOf, type Container, type PlacedContainer } from "./pod-spec-of";
import { billionthsOf } from "./quantity";
import { is, objectPolicy, type Finding } from "./verdict";

/** What every container asks for and is held to, and less than which can only be a slip, such as `128m` bytes of memory. */
const RESOURCES = [
  { name: "cpu", least: "1m", example: "100m" },
  { name: "memory", least: "1Mi", example: "192Mi" },
] as const;
type Resource = (typeof RESOURCES)[number];
type Side = "requests" | "limits";

/**
 * Every container, init containers included, requests CPU and memory and is limited in both, and no request exceeds its
 * limit. Ephemeral containers can't have either.
 *
 * Severity: high. Source: all nodes run the control plane and etcd besides workloads, testnet's node included, so a
 * container without limits can take down more than itself; the sizes are this project's own, stated in the stack files.
 * Remedy: set requests and limits of cpu and memory.
 */
export const containerResources = objectPolicy(
  {
    name: "container-resources",
    description: "Containers request CPU and memory and are limited in both, never below what they request.",
    severity: "high",
    framework: {
      name: "GX topology",
      version: "1",
      reference: "hybrid nodes",
      specification: "Every node runs workloads beside an etcd voter",
    },
    remediationSteps: "Set resources.requests and resources.limits of cpu and memory on every container.",
  },
  (object, check) => {
    const pod = podSpecOf(object);
    if (!pod) return;
    for (const placed of containersOf(pod)) {
      if (placed.list === "ephemeralContainers") continue;
      for (const resource of RESOURCES) {
        check(() => amountFinding(placed, "requests", resource));
        check(() => amountFinding(placed, "limits", resource));
        check(() => orderFinding(placed, resource));
      }
    }
  },
);

function amountFinding({ field, container }: PlacedContainer, side: Side, resource: Resource): Finding | undefined {
  const amount = amountOf(container, side, resource);
  const finding = (remedy: string) => ({
    field: `${field}.resources.${side}.${resource.name}`,
    found: is(amount),
    remedy,
  });
  if (amount === undefined || amount === null) return finding(`set it, to an amount such as ${resource.example}`);
  const billionths = billionthsOf(amount);
  if (billionths === undefined) return finding(`write a quantity such as ${resource.example}`);
  if (billionths < (billionthsOf(resource.least) ?? 0n)) {
    return finding(`that is less than ${resource.least}, write an amount such as ${resource.example}`);
  }
  return undefined;
}

function orderFinding({ field, container }: PlacedContainer, resource: Resource): Finding | undefined {
  const request = amountOf(container, "requests", resource) ?? "";
  const limit = amountOf(container, "limits", resource) ?? "";
  const [requested, limited] = [billionthsOf(request), billionthsOf(limit)];
  if (requested === undefined || limited === undefined || requested <= limited) return undefined;
  return {
    field: `${field}.resources.requests.${resource.name}`,
    found: `${is(request)}, more than the limit ${JSON.stringify(limit)}`,
    remedy: "request no more than the limit",
  };
}

function amountOf({ resources }: Container, side: Side, { name }: Resource): string | number | undefined {
  return resources?.[side]?.[name];
}
