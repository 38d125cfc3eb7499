import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../toolchain/user-error";
import type { SurvivalReport } from "../../stacks/survival";
import type { ReviewPicture } from "./picture";

/** Everything that a pull request's comment says about one stack. No secrets. */
export interface StackReview {
  readonly stack: string;
  /** Whether pulumi or a policy ended the preview: what it shows may not be all. */
  readonly failed: boolean;
  /** Number of resources by what happens to them: Pulumi's operations, and `adopt`. */
  readonly changes: Readonly<Record<string, number>>;
  /** The gate's section, in Markdown. */
  readonly gate: string;
  /** What stands where, and which flows open or close; missing where no workload and no flow changes. */
  readonly picture?: ReviewPicture;
  /** What the quorums survive; missing where the preview has no such output. */
  readonly survival?: SurvivalReport;
  /** What the policies said, as pulumi prints it. */
  readonly policies: string;
  /** What `pulumi preview --diff` printed. */
  readonly previewText: string;
}

const FILE = "review.json";

/** Writes a review to a folder, for the job that builds the comment. */
export function writeReview(folder: string, review: StackReview): void {
  writeFileSync(join(folder, FILE), JSON.stringify(review, null, 2));
}

/** @throws UserError where the folder holds no review, as after a run that ended before it */
export function readReview(folder: string): StackReview {
  const file = join(folder, FILE);
  if (!existsSync(file)) throw new UserError(`${file} is missing: run \`npm run preview:pr -- --out ${folder}\` first`);
  return JSON.parse(readFileSync(file, "utf8")) as StackReview;
}

/** What an operation's name alone doesn't say. */
const BESIDES: Readonly<Record<string, string>> = { adopt: " (stand already)" };

/** Such as `2 update, 1 replace`. */
export function headlineOf({ changes, failed }: StackReview): string {
  if (failed) return "the preview failed";
  const counts = Object.entries(changes).filter(([op, count]) => op !== "same" && count > 0);
  return counts.length === 0
    ? "no changes"
    : counts.map(([op, count]) => `${count} ${op}${BESIDES[op] ?? ""}`).join(", ");
}

/** How `pulumi preview --diff` begins what one rule has against one resource: `pack@version [mandatory] [severity: high]  rule  (resource)…`. */
const VIOLATION = /^\s+\S+@v\S+ +\[(mandatory|advisory|remediate)\]/;

/** What the policies said, out of the text of a preview with `--diff`; a sentence where they said nothing. */
export function policyFindings(previewText: string): string {
  const found: string[] = [];
  let within = false;
  for (const line of previewText.split("\n")) {
    if (VIOLATION.test(line)) within = true;
    // The rule's words begin at the left margin; the preview goes on indented, or with a headline of pulumi's.
    else if (/^\s|^$|^(error|warning|Resources|Policy Packs run|Policies|Outputs):?/.test(line)) within = false;
    if (within) found.push(line.trim());
  }
  if (found.length > 0) return found.join("\n");
  if (!/^Polic(ies|y Packs run):/m.test(previewText)) return "The preview ended before the policies said anything.";
  return /^error:/m.test(previewText)
    ? "The policies have nothing against what they saw; the preview failed, so they may not have seen everything."
    : "The policies have nothing against this change.";
}
