import { ENVIRONMENT_NAMES, ENVIRONMENTS } from "../components/shared/environments";
import { HOSTNAME_LABEL, NODE_ROLE_LABEL, PLACEMENT_LABEL, type EnvironmentName } from "../components/shared/labels";
import { stackOf } from "./kubernetes-object";
import { podSpecOf, type NodeSelectorTerm, type PodTemplate } from "./pod-spec-of";
import { ifKnown, is, objectPolicy, type Finding } from "./verdict";

/**
 * Pods run only on the nodes of their own environment. Required node affinity or a node selector says so; where terms are
 * alternatives every one of them must. Exempt by their placement label: platform pods, which belong on every node, and
 * host pods, which must name their one host instead.
 *
 * Severity: critical. Source: incident G21 (production volumes were bound to the test node and lost when it was reinstalled).
 * Remedy: require `node-role` to be the environment's in every node selector term.
 */
export const nodeRole = objectPolicy(
  {
    name: "node-role",
    description: "Pods are required to run on the nodes of their own environment.",
    severity: "critical",
    framework: { name: "GX incidents", version: "1", reference: "G21", specification: "Placement by environment" },
    remediationSteps: `Require ${NODE_ROLE_LABEL} In [the environment's role] in every term of the node affinity.`,
  },
  (object, check) => {
    const pod = podSpecOf(object);
    if (!pod) return;
    switch (placementOf(pod)) {
      case "platform":
        return;
      case "host":
        return check(() => judgePinnedToOneHost(pod));
      case "environment":
        return check(() => judgeEnvironment(pod, stackOf(object.urn)));
    }
  },
);

/** The placement rule that the pods ask for. Anything but a clear exemption, an unknown value included, is none. */
function placementOf({ metadata }: PodTemplate): "platform" | "host" | "environment" {
  const placement = ifKnown(() => metadata.labels?.[PLACEMENT_LABEL]);
  return placement === "platform" || placement === "host" ? placement : "environment";
}

function judgeEnvironment(pod: PodTemplate, stack: string): Finding | undefined {
  if (!isEnvironment(stack)) {
    const known = ENVIRONMENT_NAMES.join(", ");
    return { field: pod.specField, found: `belongs to the stack "${stack}"`, remedy: `deploy it as one of ${known}` };
  }
  const role = ENVIRONMENTS[stack].nodeRole;
  const selected = pod.spec.nodeSelector?.[NODE_ROLE_LABEL];
  if (selected !== undefined) {
    if (selected === role) return undefined;
    const field = `${pod.specField}.nodeSelector["${NODE_ROLE_LABEL}"]`;
    return { field, found: is(selected), remedy: `${stack} runs on "${role}" nodes, select those` };
  }
  return judgeTerms(
    pod,
    (term) => valuesRequiredBy(term, NODE_ROLE_LABEL).includes(role),
    `add ${NODE_ROLE_LABEL} In ["${role}"]`,
  );
}

function judgePinnedToOneHost(pod: PodTemplate): Finding | undefined {
  if (pod.spec.nodeSelector?.[HOSTNAME_LABEL] !== undefined) return undefined;
  const host = valuesRequiredBy(termsOf(pod)[0] ?? {}, HOSTNAME_LABEL)[0];
  return judgeTerms(
    pod,
    (term) => host !== undefined && valuesRequiredBy(term, HOSTNAME_LABEL).includes(host),
    `a pod placed by "host" must name its one host: add ${HOSTNAME_LABEL} In [that host]`,
  );
}

/** The first term that does not restrict, or the absence of terms. */
function judgeTerms(
  pod: PodTemplate,
  restricts: (term: NodeSelectorTerm) => boolean,
  remedy: string,
): Finding | undefined {
  const affinityField = `${pod.specField}.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution`;
  const terms = termsOf(pod);
  if (terms.length === 0) return { field: affinityField, found: "is not set", remedy };
  const loose = terms.findIndex((term) => !restricts(term));
  if (loose < 0) return undefined;
  const field = `${affinityField}.nodeSelectorTerms[${loose}]`;
  const found = `is ${JSON.stringify(terms[loose])}`;
  return { field, found, remedy: terms.length > 1 ? `${remedy} to every term, as they are alternatives` : remedy };
}

function termsOf({ spec }: PodTemplate): readonly NodeSelectorTerm[] {
  return spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
}

/** The values that the term pins `key` to: of each expression that leaves the key exactly one value. */
function valuesRequiredBy(term: NodeSelectorTerm, key: string): readonly string[] {
  return (term.matchExpressions ?? [])
    .filter((expression) => expression.key === key && expression.operator === "In" && expression.values?.length === 1)
    .flatMap((expression) => expression.values ?? []);
}

function isEnvironment(stack: string): stack is EnvironmentName {
  return Object.hasOwn(ENVIRONMENTS, stack);
}
