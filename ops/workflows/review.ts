import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SERVERS } from "../../stacks/inventory";
import { pictureOf } from "../comment/picture";
import { policyFindings, type StackReview, writeReview } from "../comment/stack-review";
import { plannedOutputs, survivalReportIn } from "../comment/survival";
import { countsOf } from "../gate/adoption";
import { exitCodeOf } from "../gate/gate";
import { parsePreview, type Step } from "../gate/preview";
import { markdownReport, textReport } from "../gate/report";
import { publicText } from "../pulumi-text";
import { type PlanOptions, savePlan, withPlanFolder } from "./saved-plan";
import { type StackCommands, WITH_POLICIES } from "./stack-commands";

/** How a review ended. */
export interface ReviewResult {
  readonly review: StackReview;
  /** The gate's words for a log. */
  readonly gateText: string;
  /** The gate's exit code. */
  readonly exitCode: number;
  /** What pulumi would do. */
  readonly steps: readonly Step[];
}

/** What a review is made with. */
export interface ReviewOptions extends Omit<PlanOptions, "folder"> {
  /** Folder for everything that may be published: the preview as text and JSON, and the review. Created where missing. */
  readonly folder: string;
}

/**
 * Everything that a pull request shows of one stack: two previews with the policies, one for people and one for the gate.
 * The plan is thrown away: what is deployed is planned anew after the merge.
 * @throws UserError as {@link savePlan} does
 */
export async function reviewStack(commands: StackCommands, options: ReviewOptions): Promise<ReviewResult> {
  const { folder, now } = options;
  mkdirSync(folder, { recursive: true });
  const shown = await commands.program(["preview", "--diff", ...WITH_POLICIES]);
  const previewText = publicText(`${shown.output}\n${shown.errors}`).trim();
  writeFileSync(join(folder, "preview.txt"), `${previewText}\n`);

  // Apart from what may be published, however this ends: a plan holds settings in the clear.
  const { json, judgement, outputs } = await withPlanFolder(async (planFolder) => {
    const { planFile, ...judged } = await savePlan(commands, { ...options, folder: planFolder });
    // A preview that failed saves no plan.
    return { ...judged, outputs: existsSync(planFile) ? plannedOutputs(readFileSync(planFile, "utf8")) : {} };
  });
  writeFileSync(join(folder, "preview.json"), json);

  const { previewErrors } = judgement;
  const { changeSummary = {} } = JSON.parse(json) as { changeSummary?: Record<string, number> };
  const preview = parsePreview(json, `the preview of ${commands.stack}`);
  const review: StackReview = {
    stack: commands.stack,
    failed: previewErrors.length > 0,
    changes: countsOf(changeSummary, preview.steps),
    gate: markdownReport(judgement, now),
    picture: pictureOf({ ...preview, errors: previewErrors }, SERVERS),
    survival: survivalReportIn(outputs),
    policies: policyFindings(previewText),
    previewText,
  };
  writeReview(folder, review);
  return { review, gateText: textReport(judgement, now), exitCode: exitCodeOf(judgement), steps: preview.steps };
}
