import { exitCodeOf } from "../gate/gate";
import { textReport } from "../gate/report";
import { publicText } from "../pulumi-text";
import { UserError } from "../../toolchain/user-error";
import { type PlanOptions, savePlan } from "./saved-plan";
import { type StackCommands, WITH_POLICIES } from "./stack-commands";

/** How a deployment ended. */
export interface DeploymentResult {
  /** 0 deployed; 1 refused by the gate or failed; 2 not judged to the end. */
  readonly exitCode: number;
  /** What may be shown in a log. */
  readonly text: string;
}

/**
 * Plans, lets the gate judge the plan, and applies that plan and nothing else. Allowances that stood in the revision that was
 * deployed last are used up.
 * @throws UserError as {@link savePlan} does, and where git doesn't know the revision that was deployed last
 */
export async function deployStack(commands: StackCommands, options: PlanOptions): Promise<DeploymentResult> {
  const since = options.since ?? (await lastDeployedRevision(commands));
  const { planFile, judgement } = await savePlan(commands, { ...options, since });
  const gateText = textReport(judgement, options.now);
  const exitCode = exitCodeOf(judgement);
  if (exitCode !== 0) return { exitCode, text: `${gateText}\nNothing was deployed.\n` };
  const applied = await applyPlan(commands, planFile);
  return { ...applied, text: `${gateText}\n${applied.text}` };
}

/** Applies a saved plan: an update that would do anything else stops there. */
export async function applyPlan(commands: StackCommands, planFile: string): Promise<DeploymentResult> {
  const { exitCode, output, errors } = await commands.program([
    ...["up", "--yes", "--skip-preview", `--plan=${planFile}`, ...WITH_POLICIES],
  ]);
  return { exitCode: exitCode === 0 ? 0 : 1, text: publicText(`${output}\n${errors}`) };
}

/**
 * The git revision of the last update that succeeded, as Pulumi records it; undefined where there was none. A revision that was
 * only merged, or whose deployment failed, doesn't count: its allowances are still to serve.
 */
export async function lastDeployedRevision({ stack, state }: StackCommands): Promise<string | undefined> {
  const { exitCode, output, errors } = await state(["stack", "history", "--json"]);
  if (exitCode !== 0)
    throw new UserError(`pulumi can't read the history of ${stack}: ${errors.trim() || output.trim()}`);
  const updates = JSON.parse(output) as {
    readonly kind: string;
    readonly result: string;
    readonly environment?: Readonly<Record<string, string>>;
  }[];
  return updates.find(({ kind, result }) => kind === "update" && result === "succeeded")?.environment?.["git.head"];
}
