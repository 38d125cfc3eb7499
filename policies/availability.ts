import { HOSTNAME_LABEL } from "../components/shared/labels";
import { declaredPodsIn, type DeclaredPods } from "./declared-pods";
import { budgetFinding, budgetsIn, coverageOf, standstillFinding, type DisruptionBudget } from "./disruption-budget";
import type { KubernetesObject } from "./kubernetes-object";
import { selects } from "./label-selector";
import type { PodAffinityTerm, PodSpec, TopologySpreadConstraint } from "./pod-spec-of";
import { replicasOf } from "./replicas";
import { plain, stackPolicy, type Finding, type StackBench } from "./verdict";

/** The kinds of which several replicas must be spread and covered. */
const SPREAD_KINDS: readonly KubernetesObject["kind"][] = ["Deployment", "StatefulSet"];

/**
 * A Deployment or StatefulSet of several replicas keeps them on different hosts, and a disruption budget of its namespace
 * covers them. Whatever pods a budget covers together, of one workload or of several, a drain takes some but not all; no
 * budget blocks the drain of a single replica, nor that of pods which somebody else runs, such as CoreDNS, whatever their
 * number. No pod of any kind is covered by two.
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
    const budgets = budgetsIn(objects, bench);
    const workloads = declaredPodsIn(objects, bench).flatMap(
      (pods) => bench.known(pods.object, () => workloadOf(pods)) ?? [],
    );
    for (const workload of workloads) judgeWorkload(workload, budgets, bench);
    for (const budget of budgets) {
      const replicas = replicasUnder(budget, workloads);
      bench.check(budget.object, () => (replicas > 0 ? budgetFinding(budget, replicas) : standstillFinding(budget)));
    }
  },
);

/** What the rule needs to know of a workload. */
interface Workload extends DeclaredPods {
  /** Undefined where their number isn't declared: a DaemonSet has as many as there are nodes, a Job as it happens. */
  readonly replicas?: number;
  readonly podSpec: Pick<PodSpec, "affinity" | "topologySpreadConstraints">;
}

function workloadOf(pods: DeclaredPods): Workload {
  const { affinity, topologySpreadConstraints } = pods.template.spec;
  return {
    ...pods,
    replicas: replicasOf(pods.object),
    podSpec: SPREAD_KINDS.includes(pods.object.kind) ? plain({ affinity, topologySpreadConstraints }) : {},
  };
}

/** How many pods the budget is sure to cover. */
function replicasUnder(budget: DisruptionBudget, workloads: readonly Workload[]): number {
  return workloads
    .filter((workload) => coverageOf(budget, workload) === "all")
    .reduce((total, { replicas = 0 }) => total + replicas, 0);
}

function judgeWorkload(workload: Workload, budgets: readonly DisruptionBudget[], bench: StackBench): void {
  const { object, replicas } = workload;
  if (replicas === 0) return;
  bench.check(object, () => coverageFinding(workload, budgets));
  if (mustBeSpread(workload)) bench.check(object, () => spreadFinding(workload));
}

function mustBeSpread({ object, replicas = 0 }: Workload): boolean {
  return replicas > 1 && SPREAD_KINDS.includes(object.kind);
}

function coverageFinding(workload: Workload, budgets: readonly DisruptionBudget[]): Finding | undefined {
  const { replicas, namespace, template } = workload;
  const finding = (covering: string, remedy: string): Finding => ({
    field: `${template.metadataField}.labels`,
    found:
      (replicas === undefined ? "" : `of ${replicas} ${replicas === 1 ? "replica" : "replicas"} `) +
      `are selected by ${covering} in ${namespace}`,
    remedy,
  });
  const perhapsCovering = budgets.filter((budget) => coverageOf(budget, workload) !== "none");
  if (perhapsCovering.length > 1) {
    const names = perhapsCovering.map(({ name }) => name).join(", ");
    return finding(
      `${perhapsCovering.length} PodDisruptionBudgets (${names})`,
      "keep one, the API server evicts no pod that several cover",
    );
  }
  const isCovered = budgets.some((budget) => coverageOf(budget, workload) === "all");
  if (isCovered || !mustBeSpread(workload)) return undefined;
  return finding("no PodDisruptionBudget", "add one with maxUnavailable 1");
}

function spreadFinding(workload: Workload): Finding | undefined {
  const { affinity, topologySpreadConstraints } = workload.podSpec;
  const terms = affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  if (terms.some((term) => repelsItself(term, workload))) return undefined;
  if ((topologySpreadConstraints ?? []).some((constraint) => spreadsItself(constraint, workload))) return undefined;
  return {
    field: `${workload.template.specField}.affinity.podAntiAffinity`,
    found: `does not keep ${workload.replicas} replicas apart, nor does topologySpreadConstraints`,
    remedy: `require anti-affinity by ${HOSTNAME_LABEL} to the pod's own labels`,
  };
}

function repelsItself(term: PodAffinityTerm, { namespace, labels }: Workload): boolean {
  const ownNamespace = term.namespaces?.includes(namespace) ?? term.namespaceSelector === undefined;
  return term.topologyKey === HOSTNAME_LABEL && ownNamespace && selects(term.labelSelector, labels);
}

function spreadsItself(constraint: TopologySpreadConstraint, { labels }: Workload): boolean {
  return (
    constraint.topologyKey === HOSTNAME_LABEL &&
    constraint.maxSkew === 1 &&
    constraint.whenUnsatisfiable === "DoNotSchedule" &&
    selects(constraint.labelSelector, labels)
  );
}
