import { isDeepStrictEqual } from "node:util";
import { objectsIn, namespaceOf, type KubernetesObject } from "../../policies/kubernetes-object";
import { NAMESPACE_NAME_LABEL, networkPolicyOf, type NetworkPolicy } from "../../policies/network-policy";
import { podSpecOf } from "../../policies/pod-spec-of";
import { describe } from "../../policies/verdict";
import type { RecordedResource } from "../support/recorded-resources";
import { podWeaknesses } from "./pod-weaknesses";

/**
 * Each way in which `stronger` is weaker than `weaker`, as `Kind namespace/name: <what>`; empty when it is nowhere. Both use
 * the same names for the same things. What only `stronger` has is no weakness, unless it lets more traffic in or out.
 */
export function weaknesses(stronger: readonly RecordedResource[], weaker: readonly RecordedResource[]): string[] {
  const [strong, weak] = [new Estate(stronger), new Estate(weaker)];
  return [
    ...weaker.flatMap((resource) => resourceWeaknesses(resource, strong)),
    ...weak.objects.flatMap((object) => {
      const counterpart = strong.find(object);
      return counterpart ? objectWeaknesses(counterpart, object, strong) : [`${describe(object)}: is missing`];
    }),
    ...strong.objects.flatMap((object) => (object.kind === "NetworkPolicy" ? widenings(object, strong, weak) : [])),
  ];
}

/** The objects of one environment, to be found by what they are. */
class Estate {
  readonly objects: readonly KubernetesObject[];
  private readonly byIdentity: ReadonlyMap<string, KubernetesObject>;
  readonly namespaces: ReadonlySet<string | undefined>;
  /** Every port that some container has. */
  readonly ports: ReadonlySet<unknown>;

  constructor(readonly resources: readonly RecordedResource[]) {
    this.objects = resources.flatMap(({ type, name, inputs, protect }) => [
      ...objectsIn({
        type,
        name,
        urn: `urn:pulumi:stack::project::${type}::${name}`,
        opts: { protect },
        props: inputs,
      }),
    ]);
    this.byIdentity = new Map(this.objects.map((object) => [describe(object), object]));
    this.namespaces = new Set(
      this.objects.filter(({ kind }) => kind === "Namespace").map(({ props }) => props.metadata?.name),
    );
    this.ports = new Set(
      this.objects
        .flatMap((object) => podSpecOf(object)?.spec.containers ?? [])
        .flatMap(({ ports = [] }) => ports.map(({ containerPort }) => containerPort)),
    );
  }

  find(object: KubernetesObject): KubernetesObject | undefined {
    return this.byIdentity.get(describe(object));
  }

  /** Value of a priority class; the lowest where there is none. */
  priorityOf(className: unknown): number {
    const found = this.objects.find(
      ({ kindName, props }) => kindName === "PriorityClass" && props.metadata?.name === className,
    );
    return (found?.props as { value?: number } | undefined)?.value ?? Number.NEGATIVE_INFINITY;
  }
}

/** Of everything that Pulumi keeps from deletion; generated values are no objects of the cluster, so names tell them. */
function resourceWeaknesses({ type, name, protect }: RecordedResource, { resources }: Estate): string[] {
  const counterpart = resources.find((other) => other.type === type && other.name === name);
  return protect && counterpart?.protect !== true ? [`${type} ${name}: is not protected`] : [];
}

function objectWeaknesses(strong: KubernetesObject, weak: KubernetesObject, estate: Estate): string[] {
  const found: string[] = [];
  const [strongPod, weakPod] = [podSpecOf(strong), podSpecOf(weak)];
  if (strongPod && weakPod) {
    const [replicas, least] = [strong.props.spec?.replicas ?? 1, weak.props.spec?.replicas ?? 1];
    if (replicas < least) found.push(`spec.replicas is ${replicas}, below ${least}`);
    // The priority classes belong to the cluster, which is mainnet's.
    const [priority, other] = [strongPod, weakPod].map(({ spec }) =>
      estate.priorityOf((spec as { priorityClassName?: string }).priorityClassName),
    );
    if (!(priority! > other!)) found.push(`its priority ${priority} is not above ${other}`);
    found.push(...podWeaknesses(strongPod, weakPod));
  }
  if (strong.kind === "Namespace") {
    const level = "pod-security.kubernetes.io/enforce";
    const [enforced, least] = [strong, weak].map(({ props }) => props.metadata?.labels?.[level]);
    if (enforced !== least && enforced !== "restricted") found.push(`${level} is ${enforced}, not ${least}`);
  }
  if (strong.kind === "NetworkPolicy") found.push(...gateWeaknesses(networkPolicyOf(strong), networkPolicyOf(weak)));
  return found.map((what) => `${describe(strong)}: ${what}`);
}

/** A gate stands before at least the same pods, in the same directions. */
function gateWeaknesses(strong: NetworkPolicy, weak: NetworkPolicy): string[] {
  const missing = weak.policyTypes.filter((type) => !strong.policyTypes.includes(type));
  return [
    ...(isDeepStrictEqual(strong.podSelector, weak.podSelector) ? [] : ["selects other pods"]),
    ...missing.map((type) => `leaves ${type} open`),
  ];
}

/** Rules that let more through than there is elsewhere, but for those to namespaces that exist only here. */
function widenings(object: KubernetesObject, strong: Estate, weak: Estate): string[] {
  if (!weak.namespaces.has(namespaceOf(object))) return [];
  const counterpart = weak.find(object);
  const known = counterpart && networkPolicyOf(counterpart);
  const policy = networkPolicyOf(object);
  return (["ingress", "egress"] as const).flatMap((direction) =>
    policy[direction].flatMap((rule, index) => {
      const peers = rule.from ?? rule.to ?? [];
      const isOwn = (namespace = "") => strong.namespaces.has(namespace) && !weak.namespaces.has(namespace);
      const toOwn = peers.every((peer) => isOwn(peer.namespaceSelector?.matchLabels?.[NAMESPACE_NAME_LABEL]));
      if (peers.length > 0 && toOwn) return [];
      // To a port that no pod elsewhere has, nothing could be open there.
      const isKnown = (peerNamespace = "") => weak.namespaces.has(peerNamespace);
      const toKnown =
        peers.length > 0 && peers.every((peer) => isKnown(peer.namespaceSelector?.matchLabels?.[NAMESPACE_NAME_LABEL]));
      if (toKnown && rule.ports?.every(({ port }) => !weak.ports.has(port))) return [];
      if (known?.[direction].some((other) => isDeepStrictEqual(other, rule))) return [];
      return [`${describe(object)}: spec.${direction}[${index}] lets more through`];
    }),
  );
}
