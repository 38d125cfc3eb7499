import type { ServerName } from "./inventory";
import { type QuorumGroup, survives } from "./quorum";

/** What a set of quorum groups survives: the stack's output of the same name. */
export interface SurvivalReport {
  /** Per group `MEMBERS members, QUORUM needed, tolerates TOLERATED`. */
  readonly groups: Readonly<Record<string, string>>;
  /** For the loss of each server and of each pair: `all survive`, or which groups lose their quorum. */
  readonly losses: Readonly<Record<string, string>>;
  /** What is unwise though not wrong. */
  readonly advice: readonly string[];
}

/** Loses each server and each pair of servers in turn and says what is left. */
export function survivalReport(
  groups: readonly QuorumGroup[],
  servers: readonly ServerName[],
  advice: readonly string[] = [],
): SurvivalReport {
  const pairs = servers.flatMap((first, index) => servers.slice(index + 1).map((second) => [first, second]));
  return {
    groups: Object.fromEntries(groups.map((group) => [group.name, describeGroup(group)])),
    losses: Object.fromEntries(
      [...servers.map((server) => [server]), ...pairs].map((lost) => [lost.join(" and "), describeLoss(groups, lost)]),
    ),
    advice: [...groups.flatMap(evenVotersAdvice), ...advice],
  };
}

function describeGroup({ members, quorum }: QuorumGroup): string {
  return `${members.length} members, ${quorum} needed, tolerates the loss of ${members.length - quorum}`;
}

function describeLoss(groups: readonly QuorumGroup[], lost: readonly ServerName[]): string {
  const dead = groups.filter((group) => !survives(group, lost)).map((group) => group.name);
  return dead.length === 0 ? "all survive" : `without quorum: ${dead.join(", ")}`;
}

/** An even number of voters tolerates no more losses than one fewer, and needs one more to agree. */
function evenVotersAdvice({ name, members, quorum }: QuorumGroup): readonly string[] {
  const size = members.length;
  const tolerated = size - quorum;
  if (size % 2 !== 0 || quorum <= size / 2) return [];
  return [
    `${name}: ${size} voters tolerate the loss of ${tolerated}, as ${size - 1} do; use ${size - 1} or ${size + 1}`,
  ];
}
