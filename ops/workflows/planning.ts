import { pullRequestComment } from "../comment/pull-request-comment";
import { adoptedIn } from "../gate/adoption";
import { type ApprovedPlan, planOf, plannedChanges, writePlan } from "./approved-plan";
import type { DeploymentOptions } from "./deployment";
import { assertAllowancesCommitted, lastDeployedRevision, usedUpBy } from "./last-deployment";
import { reviewStack } from "./review";
import type { StackCommands } from "./stack-commands";
import { SUMMARY_LIMIT } from "./step-summary";

/** How planning ended. */
export interface PlanningResult {
  /** The gate's exit code. */
  readonly exitCode: number;
  /** The gate's words for a log. */
  readonly text: string;
  /** What whoever approves the plan reads, in Markdown. */
  readonly summary: string;
}

/** What a plan is made with. The folder is for what may be published; it is created where missing. */
export interface PlanningOptions extends Pick<DeploymentOptions, "folder" | "after" | "allowancesFile" | "now"> {
  /** The workflow run's address, where the whole text can be had. */
  readonly runUrl?: string;
}

/**
 * Plans a deployment that somebody else makes later: judged as that will be, and written down change by change if it passes.
 * Changes nothing.
 * @throws UserError as `deployStack` does
 */
export async function planStack(
  commands: StackCommands,
  { after, runUrl, ...options }: PlanningOptions,
): Promise<PlanningResult> {
  if (options.allowancesFile === undefined) assertAllowancesCommitted();
  const usedUp = usedUpBy(commands.stack, await lastDeployedRevision(commands), after);
  const { review, steps, gateText, exitCode } = await reviewStack(commands, { ...options, ...usedUp });
  const plan = planOf(commands.stack, plannedChanges(steps));
  if (exitCode === 0) writePlan(options.folder, plan);
  const heading = headingOf(plan, adoptedIn(steps).length, exitCode);
  const fullText = { runUrl, artifact: `plan-${commands.stack}` };
  return {
    exitCode,
    text: `${gateText}\n${heading}\n`,
    summary: `${heading}\n\n${pullRequestComment([review], fullText, SUMMARY_LIMIT - heading.length - 2)}`,
  };
}

function headingOf({ stack, revision, digest, changes }: ApprovedPlan, adopted: number, exitCode: number): string {
  if (exitCode !== 0) return `No plan of ${stack} at ${revision}: it was refused, or the preview failed.`;
  const ofThem = adopted === 0 ? "" : ` (${adopted} to adopt what stands already)`;
  return (
    `Plan of ${stack} at ${revision}: ${changes.length} change${changes.length === 1 ? "" : "s"}${ofThem}, ${digest}. ` +
    "Whoever approves the deployment approves these: it may do fewer of them, and no other."
  );
}
