import { exitCodeOf } from "../gate/gate";
import { parsePreview } from "../gate/preview";
import { textReport } from "../gate/report";
import { publicText } from "../pulumi-text";
import { type ApprovedPlan, beyondApproval, plannedChanges } from "./approved-plan";
import { adviceOn } from "./failure-advice";
import { settleInterrupted } from "./interrupted-update";
import { assertAllowancesCommitted, lastDeployedRevision, usedUpBy } from "./last-deployment";
import { type PlanOptions, savePlan } from "./saved-plan";
import { type StackCommands, WITH_POLICIES } from "./stack-commands";

/** How a deployment ended. */
export interface DeploymentResult {
  /** 0 deployed; 1 refused by the gate or failed; 2 not judged to the end. */
  readonly exitCode: number;
  /** What may be shown in a log. */
  readonly text: string;
}

/** What a deployment is made with: which allowances are used up, the last deployment says. */
export interface DeploymentOptions extends Omit<PlanOptions, "since" | "areAllUsed"> {
  /** The revision deployed last, where an operator means to go on although it isn't in what is checked out. */
  readonly after?: string;
  /** What somebody approved: any other change is refused. @default whatever passes the gate */
  readonly approved?: ApprovedPlan;
  /** Whether the update isn't held to pulumi's saved plan, where that is too strict: only the preview is judged. @default false */
  readonly isPlanless?: boolean;
}

/**
 * Settles what an interrupted update left, plans, lets the gate judge the plan, holds it to what was approved, and applies that plan
 * and nothing else. Allowances that stood in the revision that was deployed last are used up.
 * @throws UserError as {@link savePlan}, {@link usedUpBy}, {@link assertAllowancesCommitted} and {@link settleInterrupted} do
 */
export async function deployStack(
  commands: StackCommands,
  { after, approved, isPlanless = false, ...options }: DeploymentOptions,
): Promise<DeploymentResult> {
  if (options.allowancesFile === undefined) assertAllowancesCommitted();
  const usedUp = usedUpBy(commands.stack, await lastDeployedRevision(commands), after);
  const settled = await settleInterrupted(commands);
  const { planFile, json, judgement } = await savePlan(commands, { ...options, ...usedUp });
  const gateText = `${settled}${textReport(judgement, options.now)}`;
  const exitCode = exitCodeOf(judgement);
  if (exitCode !== 0) return { exitCode, text: `${gateText}\n${NOTHING}` };
  const changes = plannedChanges(parsePreview(json, `the preview of ${commands.stack}`).steps);
  const refusal = approved && beyondApproval(approved, changes);
  if (refusal !== undefined) return { exitCode: 1, text: `${gateText}\n${refusal}\n${NOTHING}` };
  // Without a plan what changes between preview and update isn't seen.
  const applied = await (isPlanless ? update(commands, []) : applyPlan(commands, planFile));
  return { ...applied, text: `${gateText}\n${applied.text}` };
}

const NOTHING = "Nothing was deployed.\n";

/**
 * Applies a saved plan: an update that would do anything else stops there.
 * @param more flags that the plan was made with
 */
export function applyPlan(
  commands: StackCommands,
  planFile: string,
  ...more: readonly string[]
): Promise<DeploymentResult> {
  return update(commands, [`--plan=${planFile}`, ...more]);
}

async function update(commands: StackCommands, flags: readonly string[]): Promise<DeploymentResult> {
  const { exitCode, output, errors } = await commands.program([
    ...["up", "--yes", "--skip-preview", ...flags, ...WITH_POLICIES],
  ]);
  const text = publicText(`${output}\n${errors}`);
  return exitCode === 0
    ? { exitCode, text }
    : { exitCode: 1, text: `${text}\n${adviceOn(commands.stack, exitCode, text)}` };
}
