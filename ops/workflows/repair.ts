import { resourceDrift } from "../drift/resource-drift";
import { operationOf } from "../gate/adoption";
import { canonical, digestOf } from "../gate/finding";
import { exitCodeOf } from "../gate/gate";
import { differences } from "../gate/kubernetes-object";
import { parsePreview, type Step } from "../gate/preview";
import { textReport } from "../gate/report";
import { applyPlan, type DeploymentOptions, type DeploymentResult } from "./deployment";
import { driftOf, type ObjectsIn } from "./drift-report";
import { assertAllowancesCommitted, lastDeployedRevision, usedUpBy } from "./last-deployment";
import { savePlan } from "./saved-plan";
import type { StackCommands } from "./stack-commands";

/** How a repair ended, or what it would do. */
export interface RepairResult extends DeploymentResult {
  /** Names what would be put right, and nothing else; undefined where there is nothing, or it may not be. */
  readonly digest: string | undefined;
}

/** What a repair is made with. */
export interface RepairOptions extends DeploymentOptions {
  /** Whether it only shows what it would put right. @default false */
  readonly isPreview?: boolean;
  /** The digest of the preview that was reviewed: where something else would be put right by now, nothing is. */
  readonly reviewed?: string;
}

/**
 * Puts back what is declared: previews against the live objects and saves the plan, lets policies and gate judge that very
 * preview, applies that plan, and compares once more. It also deploys what is checked out and wasn't deployed yet.
 *
 * Fields that somebody took over are taken back only where `PULUMI_K8S_ENABLE_PATCH_FORCE` is `true` for the commands.
 *
 * @param objectsIn reads what stands in the namespaces, for the comparison at the end
 * @throws UserError as a deployment does
 */
export async function repairStack(
  commands: StackCommands,
  objectsIn: ObjectsIn,
  { after, isPreview = false, reviewed, ...options }: RepairOptions,
): Promise<RepairResult> {
  if (options.allowancesFile === undefined) assertAllowancesCommitted();
  const usedUp = usedUpBy(commands.stack, await lastDeployedRevision(commands), after);
  const { planFile, json, judgement } = await savePlan(commands, { ...options, ...usedUp, isRefreshed: true });
  const { steps } = parsePreview(json, `the preview of ${commands.stack}`);
  const { lines, digest } = repairIn(steps);
  const added = steps.flatMap((step) => resourceDrift(step).added);
  const shown = [
    headline(commands.stack, lines.length),
    ...asList(lines),
    ...(added.length === 0 ? [] : ["", "Added by hand, and left as it is:", ...asList(added)]),
    "",
    textReport(judgement, options.now),
  ].join("\n");

  const exitCode = exitCodeOf(judgement);
  if (exitCode !== 0) return { exitCode, digest: undefined, text: `${shown}\n${REFUSED}` };
  if (isPreview) return { exitCode: 0, digest, text: shown };
  if (reviewed !== undefined && reviewed !== digest) {
    return { exitCode: 1, digest, text: `${shown}\n${anotherThan(reviewed, digest)}` };
  }
  const applied = digest === undefined ? { exitCode: 0, text: "" } : await applyPlan(commands, planFile, "--refresh");
  if (applied.exitCode !== 0) return { ...applied, digest, text: `${shown}\n${applied.text}` };
  const rest = await leftOver(commands, objectsIn);
  return { exitCode: rest.exitCode, digest, text: `${shown}\n${applied.text}\n${rest.text}` };
}

const REFUSED =
  "Nothing was changed. What the gate refuses is put right by hand, with care: an allowance that is merged counts as used once its own\n" +
  "change is deployed (docs/pull-requests.md, Drift).\n";

/** What a preview against the live objects would put right, by line; and the digest of exactly that, without secrets. */
export function repairIn(steps: readonly Step[]): {
  readonly lines: readonly string[];
  readonly digest: string | undefined;
} {
  const changing = steps
    .map((step) => ({ step, lines: resourceDrift(step).changed }))
    .filter(({ lines }) => lines.length > 0);
  if (changing.length === 0) return { lines: [], digest: undefined };
  const changes = changing.map(({ step }) => [
    ...[operationOf(step), step.urn],
    differences(step.oldState?.inputs ?? null, step.newState?.inputs ?? null),
  ]);
  const digest = digestOf(changes.map(canonical).sort().join("\n"));
  return { lines: changing.flatMap(({ lines }) => lines), digest };
}

async function leftOver(commands: StackCommands, objectsIn: ObjectsIn): Promise<DeploymentResult> {
  const { lines, added, notes, errors } = await driftOf(commands, objectsIn);
  const differing = [...lines, ...added];
  const noted = notes.map((note) => `No drift, but: ${note}\n`).join("");
  if (differing.length + errors.length === 0) return { exitCode: 0, text: `Everything is as declared.\n${noted}` };
  const what = asList([...differing, ...errors]).join("\n");
  return { exitCode: differing.length > 0 ? 1 : 2, text: `What is left (npm run drift says more):\n${what}\n${noted}` };
}

function asList(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  - ${line}`);
}

function headline(stack: string, count: number): string {
  const what = count === 0 ? "nothing to put right" : `${count} ${count === 1 ? "change" : "changes"} to put right`;
  return `repair of ${stack}: ${what}${count === 0 ? "" : " (live → declared)"}`;
}

function anotherThan(reviewed: string, digest: string | undefined): string {
  return `Nothing was changed: what was reviewed is ${reviewed}, and this would be ${digest ?? "nothing"}. Have this reviewed.\n`;
}
