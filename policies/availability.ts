import { HOSTNAME_LABEL } from "../components/shared/labels";
import { budgetFinding, budgetOf, covers, standstillFinding, type DisruptionBudget } from "./disruption-budget";
import { namespaceOf, type KubernetesObject } from "./kubernetes-object";
import { selects } from "./label-selector";
import { podSpecOf, type PodAffinityTerm, type PodSpec, type TopologySpreadConstraint } from "./pod-spec-of";
import { plain, stackPolicy, type Finding, type StackBench } from "./verdict";

/**
 * A Deployment or StatefulSet of several replicas keeps them on different hosts, and exactly one disruption budget of its
 * namespace covers them that lets a drain take some but not all. No budget blocks the drain of a single replica, nor that
 * of pods which somebody else runs, such as CoreDNS, whatever their number.
 *
 * Severity: high. Source: incident G11 (a lone CoreDNS and a partition took name resolution down);
 * budgets that block every drain are a common complaint about operators.
 * Remedy: required anti-affinity by hostname, and a PodDisruptionBudget with maxUnavailable 1.
 */
export const availability = stackPolicy(
  {
    name: "availability",
    description: "Replicated workloads are spread over hosts and have a disruption budget that can be drained.",
    severity: "high",
    framework: { name: "GX incidents", version: "1", reference: "G11", specification: "No single point of failure" },
    remediationSteps: `Require pod anti-affinity by ${HOSTNAME_LABEL} and add a PodDisruptionBudget with maxUnavailable 1.`,
  },
  (objects, bench) => {
    const budgets = objects
      .filter(({ kind }) => kind === "PodDisruptionBudget")
      .flatMap((object) => bench.known(object, () => budgetOf(object)) ?? []);
    const workloads: Workload[] = [];
    for (const object of objects) {
      if (object.kind !== "Deployment" && object.kind !== "StatefulSet") continue;
      const workload = bench.known(object, () => workloadOf(object));
      if (!workload) continue;
      judgeWorkload(workload, budgets, bench);
      workloads.push(workload);
    }
    for (const budget of budgets) {
      const counted = workloads.some(({ namespace, podLabels }) => covers(budget, namespace, podLabels));
      if (!counted) bench.check(budget.object, () => standstillFinding(budget));
    }
  },
);

/** What the rule needs to know of a replicated workload. */
interface Workload {
  readonly object: KubernetesObject;
  readonly namespace: string;
  readonly replicas: number;
  readonly podLabels: Readonly<Record<string, string>>;
  readonly podSpec: Pick<PodSpec, "affinity" | "topologySpreadConstraints">;
  readonly specField: string;
}

function workloadOf(object: KubernetesObject): Workload {
  const pod = podSpecOf(object);
  return {
    object,
    namespace: namespaceOf(object),
    replicas: object.props.spec?.replicas ?? 1,
    podLabels: plain(pod?.metadata.labels ?? {}),
    podSpec: plain({
      affinity: pod?.spec.affinity,
      topologySpreadConstraints: pod?.spec.topologySpreadConstraints,
    }),
    specField: pod?.specField ?? "",
  };
}

function judgeWorkload(workload: Workload, budgets: readonly DisruptionBudget[], bench: StackBench): void {
  const { object, namespace, replicas, podLabels } = workload;
  if (replicas < 1) return;
  const covering = budgets.filter((budget) => covers(budget, namespace, podLabels));
  for (const budget of covering) bench.check(budget.object, () => budgetFinding(budget, replicas));
  if (replicas === 1) return;
  bench.check(object, () => coverageFinding(workload, covering.length));
  bench.check(object, () => spreadFinding(workload));
}

function coverageFinding({ replicas, namespace }: Workload, covering: number): Finding | undefined {
  if (covering === 1) return undefined;
  return {
    field: "spec.template.metadata.labels",
    found: `of ${replicas} replicas are selected by ${covering || "no"} PodDisruptionBudget${covering > 1 ? "s" : ""} in ${namespace}`,
    remedy:
      covering === 0 ? "add one with maxUnavailable 1" : "keep one, the API server evicts no pod that several cover",
  };
}

function spreadFinding(workload: Workload): Finding | undefined {
  const { affinity, topologySpreadConstraints } = workload.podSpec;
  const terms = affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  if (terms.some((term) => repelsItself(term, workload))) return undefined;
  if ((topologySpreadConstraints ?? []).some((constraint) => spreadsItself(constraint, workload))) return undefined;
  return {
    field: `${workload.specField}.affinity.podAntiAffinity`,
    found: `does not keep ${workload.replicas} replicas apart, nor does topologySpreadConstraints`,
    remedy: `require anti-affinity by ${HOSTNAME_LABEL} to the pod's own labels`,
  };
}

function repelsItself(term: PodAffinityTerm, { namespace, podLabels }: Workload): boolean {
  const ownNamespace = term.namespaces?.includes(namespace) ?? term.namespaceSelector === undefined;
  return term.topologyKey === HOSTNAME_LABEL && ownNamespace && selects(term.labelSelector, podLabels);
}

function spreadsItself(constraint: TopologySpreadConstraint, { podLabels }: Workload): boolean {
  return (
    constraint.topologyKey === HOSTNAME_LABEL &&
    constraint.maxSkew === 1 &&
    constraint.whenUnsatisfiable === "DoNotSchedule" &&
    selects(constraint.labelSelector, podLabels)
  );
}
