import type { ServerName } from "./inventory";
import { type QuorumGroup, sizeOf, survives } from "./quorum";

/** What a set of quorum groups survives: the stack's output of the same name. */
export interface SurvivalReport {
  /** Per group `MEMBERS members, QUORUM needed, tolerates TOLERATED`. */
  readonly groups: Readonly<Record<string, string>>;
  /** For the loss of each server and of each pair: which groups lose their quorum, and whether pods have no node left. */
  readonly losses: Readonly<Record<string, string>>;
  /** What is unwise though not wrong. */
  readonly advice: readonly string[];
}

/**
 * Loses each server and each pair of servers in turn and says what is left.
 *
 * @param workloadNodes the servers that take the environment's pods
 */
export function survivalReport(
  groups: readonly QuorumGroup[],
  servers: readonly ServerName[],
  workloadNodes: readonly ServerName[],
  advice: readonly string[] = [],
): SurvivalReport {
  const pairs = servers.flatMap((first, index) => servers.slice(index + 1).map((second) => [first, second]));
  return {
    groups: Object.fromEntries(groups.map((group) => [group.name, describeGroup(group)])),
    losses: Object.fromEntries(
      [...servers.map((server) => [server]), ...pairs].map((lost) => [
        lost.join(" and "),
        describeLoss(groups, workloadNodes, lost),
      ]),
    ),
    advice: [...groups.flatMap(evenVotersAdvice), ...advice],
  };
}

function describeGroup(group: QuorumGroup): string {
  const size = sizeOf(group);
  return `${size} members, ${group.quorum} needed, tolerates the loss of ${size - group.quorum}`;
}

function describeLoss(
  groups: readonly QuorumGroup[],
  workloadNodes: readonly ServerName[],
  lost: readonly ServerName[],
): string {
  const dead = groups.filter((group) => !survives(group, lost)).map((group) => group.name);
  const left = workloadNodes.filter((node) => !lost.includes(node));
  return [
    dead.length === 0 ? "every quorum is kept" : `without quorum: ${dead.join(", ")}`,
    ...(left.length === 0 ? ["no node is left for the environment's pods"] : []),
  ].join("; ");
}

/** An even number of voters tolerates no more losses than one fewer, and needs one more to agree. */
function evenVotersAdvice(group: QuorumGroup): readonly string[] {
  const { name, quorum } = group;
  const size = sizeOf(group);
  const tolerated = size - quorum;
  if (size % 2 !== 0 || quorum <= size / 2) return [];
  return [
    `${name}: ${size} voters tolerate the loss of ${tolerated}, as ${size - 1} do; use ${size - 1} or ${size + 1}`,
  ];
}
