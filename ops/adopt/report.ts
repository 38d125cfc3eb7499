import { describeDifferences } from "../../stacks/preflight/differences";
import type { RunningPods } from "./namespace-pods";
import type { Surveyed } from "./survey";

/** How many changes of one object are named. */
const NAMED_CHANGES = 30;

/** What was found on a cluster, for one stack. */
export interface AdoptionReport {
  readonly stack: string;
  readonly surveyed: readonly Surveyed[];
  /** What stands in the stack's namespaces and nobody declared, one line each. */
  readonly unknown: readonly string[];
  readonly pods: readonly RunningPods[];
}

/** 0 where an update goes through, 1 where something has to be decided first. */
export function exitCodeOfAdoption({ surveyed }: Pick<AdoptionReport, "surveyed">): number {
  return surveyed.some(({ state, isUnlisted }) => state === "in the way" || isUnlisted) ? 1 : 0;
}

/** The report as text; no secrets. */
export function adoptionText({ stack, surveyed, unknown, pods }: AdoptionReport): string {
  const of = (state: Surveyed["state"]) => surveyed.filter((one) => one.state === state);
  const [inTheWay, different, same, absent] = [of("in the way"), of("different"), of("same"), of("absent")];
  const counts = `${absent.length} absent, ${same.length} same, ${different.length} different, ${inTheWay.length} in the way`;
  return [
    `${stack}: ${surveyed.length} objects declared: ${counts}; ${unknown.length} unknown. Nothing was changed.`,
    "",
    ...section("In the way: an update stops there.", inTheWay.flatMap(wayLines)),
    ...section(
      "Different: an update changes it (live → declared), or leaves in it what isn't declared.",
      different.flatMap(differenceLines),
    ),
    ...section(
      "Same: nothing would change.",
      same.map(({ name }) => `- ${name}`),
    ),
    ...section(
      "Absent: it will be created.",
      absent.map(({ name }) => `- ${name}`),
    ),
    ...section(
      "Unknown: it stands in a namespace of the stack and stays as it is.",
      unknown.map((line) => `- ${line}`),
    ),
    ...pods.flatMap(podSection),
    ...listing(surveyed),
  ].join("\n");
}

function wayLines(one: Surveyed): readonly string[] {
  return [`- ${one.name}`, ...one.obstacles.map(({ remedy }) => `    ${remedy}`), ...changes(one)];
}

function differenceLines(one: Surveyed): readonly string[] {
  return [`- ${one.name}${one.isPatched ? " (patched, not adopted)" : ""}`, ...changes(one)];
}

function changes({ standing, kept }: Surveyed): readonly string[] {
  const later = standing?.unknown ?? [];
  return [
    ...describeDifferences(standing?.differences ?? [], NAMED_CHANGES).map((line) => `    ${line}`),
    ...kept.map((field) => `    stays, though nobody declares it: ${field}`),
    ...(later.length > 0 ? [`    known in the update only: ${later.join(", ")}`] : []),
  ];
}

function podSection({ namespace, violations, unlimited, beyondQuota }: RunningPods): readonly string[] {
  return [
    ...section(
      `Pods of ${namespace} that wouldn't be admitted again once the namespace enforces the standard:`,
      violations.map((line) => `- ${line}`),
    ),
    ...section(
      `Pods of ${namespace} that state no requests or limits, and would get the default ones when made anew:`,
      unlimited.map((line) => `- ${line}`),
    ),
    ...section(
      `What runs in ${namespace} is beyond its declared quota, so no further pod would be admitted:`,
      beyondQuota.map((line) => `- ${line}`),
    ),
  ];
}

/** What to write into the stack file, ready to paste. */
function listing(surveyed: readonly Surveyed[]): readonly string[] {
  const unlisted = surveyed.filter(({ isUnlisted, standing }) => isUnlisted && standing?.refusals.length === 0);
  if (unlisted.length === 0) return [];
  const line = ({ name, standing }: Surveyed) =>
    `    - ${name}${(standing?.conflicts.length ?? 0) > 0 ? " by force" : ""}`;
  return [
    "To adopt what stands, list it in the stack file; leave out what you don't mean to take over, and read what is by force:",
    "",
    "  gx:adopt:",
    ...unlisted.map(line),
    "",
  ];
}

function section(heading: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [heading, "", ...lines, ""];
}
