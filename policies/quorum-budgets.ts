import { QUORUM_GROUP_LABEL } from "../components/shared/labels";
import { declaredPodsIn, type DeclaredPods } from "./declared-pods";
import { budgetsIn, coverageOf, evictableUnder, type DisruptionBudget } from "./disruption-budget";
import { replicasOf } from "./replicas";
import { ifKnown, is, stackPolicy, type Finding, type StackBench } from "./verdict";

/** A workload and how many pods it declares. */
interface Counted extends DeclaredPods {
  readonly replicas: number;
}

/** The workloads of a namespace whose pods are members of one quorum. */
interface Group {
  readonly name: string;
  readonly workloads: readonly Counted[];
  readonly members: number;
}

/**
 * A quorum group of several members, of one workload or of several, is wholly covered by disruption budgets that let no
 * more members go at once than leave a majority. They let go of a pod that isn't ready whatever the others are: it serves
 * nobody, and would block the drain of its node for ever. What holds for any pods under a budget is `availability`'s matter.
 *
 * Severity: high. Source: the cluster as recorded (quorums on hosts that are drained one by one); Kubernetes' documentation
 * of budgets advises `AlwaysAllow`.
 * Remedy: one PodDisruptionBudget over the group, with maxUnavailable 1 and unhealthyPodEvictionPolicy AlwaysAllow.
 */
export const quorumBudgets = stackPolicy(
  {
    name: "quorum-budgets",
    description: "Disruption budgets leave each quorum group a majority, and never block a drain for ever.",
    severity: "high",
    framework: {
      name: "GX topology",
      version: "1",
      reference: "quorum groups",
      specification: "Drains keep the quorum",
    },
    remediationSteps:
      "Cover the group by one PodDisruptionBudget with maxUnavailable 1 and unhealthyPodEvictionPolicy AlwaysAllow.",
  },
  (objects, bench) => {
    const budgets = budgetsIn(objects, bench);
    const workloads = declaredPodsIn(objects, bench).map((pods) => ({
      ...pods,
      // A number that is unknown is availability's matter.
      replicas: ifKnown(() => replicasOf(pods.object)) ?? 0,
    }));
    for (const group of groupsOf(workloads)) judgeGroup(group, workloads, budgets, bench);
  },
);

/** The groups that have several members. */
function groupsOf(workloads: readonly Counted[]): readonly Group[] {
  const byKey = new Map<string, Counted[]>();
  for (const workload of workloads) {
    const name = workload.labels[QUORUM_GROUP_LABEL];
    if (name === undefined || workload.replicas === 0) continue;
    const key = `${workload.namespace}/${name}`;
    byKey.set(key, [...(byKey.get(key) ?? []), workload]);
  }
  return [...byKey]
    .map(([name, members]) => ({ name, workloads: members, members: total(members) }))
    .filter(({ members }) => members > 1);
}

function judgeGroup(
  group: Group,
  workloads: readonly Counted[],
  budgets: readonly DisruptionBudget[],
  bench: StackBench,
): void {
  const covering = budgets.filter((budget) => coveredBy(budget, group.workloads).length > 0);
  for (const workload of group.workloads) {
    const isCovered = covering.some((budget) => coverageOf(budget, workload) === "all");
    // Of several replicas without a budget availability speaks already.
    if (!isCovered && workload.replicas === 1) bench.check(workload.object, () => uncoveredFinding(workload, group));
  }
  const leaving = covering.map((budget) =>
    Math.min(evictableUnder(budget, total(coveredBy(budget, workloads))), total(coveredBy(budget, group.workloads))),
  );
  // A bound that is no number is availability's matter.
  const atOnce = leaving.reduce((sum, pods) => sum + (Number.isNaN(pods) ? 0 : pods), 0);
  for (const budget of covering) {
    bench.check(budget.object, () => quorumFinding(budget, group, atOnce));
    bench.check(budget.object, () => standstillFinding(budget, group));
  }
}

function coveredBy(budget: DisruptionBudget, workloads: readonly Counted[]): readonly Counted[] {
  return workloads.filter((workload) => coverageOf(budget, workload) === "all");
}

function total(workloads: readonly Counted[]): number {
  return workloads.reduce((sum, { replicas }) => sum + replicas, 0);
}

function uncoveredFinding({ template, labels }: Counted, { members, name }: Group): Finding {
  return {
    field: `${template.metadataField}.labels["${QUORUM_GROUP_LABEL}"]`,
    found: `${is(labels[QUORUM_GROUP_LABEL])}, and no PodDisruptionBudget covers this one of ${members} members of ${name}`,
    remedy: "cover the group by one with maxUnavailable 1",
  };
}

function quorumFinding(budget: DisruptionBudget, { members, name }: Group, atOnce: number): Finding | undefined {
  // Two members have no majority but both: no budget is right for them, and they may still be drained.
  const affordable = Math.max(1, Math.floor((members - 1) / 2));
  if (atOnce <= affordable) return undefined;
  const field = budget.minAvailable === undefined ? "maxUnavailable" : "minAvailable";
  return {
    field: `spec.${field}`,
    found: `${is(budget[field])}: ${atOnce} of ${members} members of ${name} could go at once`,
    remedy: `let at most ${affordable} go, by one budget over the group`,
  };
}

function standstillFinding({ unhealthyPodEvictionPolicy }: DisruptionBudget, { name }: Group): Finding | undefined {
  if (unhealthyPodEvictionPolicy === "AlwaysAllow") return undefined;
  return {
    field: "spec.unhealthyPodEvictionPolicy",
    found: is(unhealthyPodEvictionPolicy),
    remedy: `set it to "AlwaysAllow", or members of ${name} that never become ready block every drain`,
  };
}
