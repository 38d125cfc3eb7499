import { exitCodeOf } from "../gate/gate";
import { textReport } from "../gate/report";
import { publicText } from "../pulumi-text";
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
}

/**
 * Plans, lets the gate judge the plan, and applies that plan and nothing else. Allowances that stood in the revision that was
 * deployed last are used up.
 * @throws UserError as {@link savePlan}, {@link usedUpBy} and {@link assertAllowancesCommitted} do
 */
export async function deployStack(
  commands: StackCommands,
  { after, ...options }: DeploymentOptions,
): Promise<DeploymentResult> {
  if (options.allowancesFile === undefined) assertAllowancesCommitted();
  const usedUp = usedUpBy(commands.stack, await lastDeployedRevision(commands), after);
  const { planFile, judgement } = await savePlan(commands, { ...options, ...usedUp });
  const gateText = textReport(judgement, options.now);
  const exitCode = exitCodeOf(judgement);
  if (exitCode !== 0) return { exitCode, text: `${gateText}\nNothing was deployed.\n` };
  const applied = await applyPlan(commands, planFile);
  return { ...applied, text: `${gateText}\n${applied.text}` };
}

/**
 * Applies a saved plan: an update that would do anything else stops there.
 * @param more flags that the plan was made with
 */
export async function applyPlan(
  commands: StackCommands,
  planFile: string,
  ...more: readonly string[]
): Promise<DeploymentResult> {
  const { exitCode, output, errors } = await commands.program([
    ...["up", "--yes", "--skip-preview", `--plan=${planFile}`, ...WITH_POLICIES, ...more],
  ]);
  return { exitCode: exitCode === 0 ? 0 : 1, text: publicText(`${output}\n${errors}`) };
}
