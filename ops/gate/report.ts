import { stringify } from "yaml";
import type { AdoptionNotice } from "../../stacks/preflight/adoption-notice";
import { codeBlock, cutLines } from "../comment/markdown";
import type { Allowance } from "./allowances";
import { isAllowable } from "./finding";
import type { IdleAllowance, JudgedFinding, Judgement } from "./judge";
import { shown } from "./masked";

/** The file that allowances are written to, from the checkout's root. */
export const ALLOWANCES_FILE = "ops/allowances.yaml";
/** How long an allowance that is pasted as printed holds. */
const DAYS_TO_MERGE = 14;
/** What stands in the place of the entry to paste where no entry would help. */
const NO_ALLOWANCE = "No allowance lets this through.";

/** Characters for what is adopted in a comment, which has room for more than that: a cluster that was filled by hand has much. */
const ADOPTED_CHARACTERS = 16_000;

/** One line that says it all. */
export function headline({ stack, refused, allowed, previewErrors }: Judgement): string {
  const extra = allowed.length > 0 ? `, ${count(allowed.length, "guarded change")} allowed by this change` : "";
  if (previewErrors.length > 0) {
    return `gate of ${stack}: the preview itself failed, so this may not be all: ${count(refused.length, "guarded change")} seen${extra}`;
  }
  return refused.length > 0
    ? `gate of ${stack}: ${count(refused.length, "guarded change")} refused${extra}`
    : `gate of ${stack}: passed${extra}`;
}

/** The whole judgement for a terminal or a log. */
export function textReport(judgement: Judgement, now: Date): string {
  const { stack, refused, allowed, idle, adopted, previewErrors } = judgement;
  return [
    headline(judgement),
    ...previewErrors.map((message) => `  pulumi: ${message.split("\n").join("\n          ")}`),
    ...refused.flatMap((finding) => [
      "",
      `  ${summary(finding)}`,
      ...change(finding).map((line) => `    ${line}`),
      `    ${finding.remedy}`,
      ...(isAllowable(finding.rule)
        ? [
            `    If it is meant, allow it once in this change, in ${ALLOWANCES_FILE}:`,
            ...entryText(stack, finding, now).map((line) => `      ${line}`),
          ]
        : [`    ${NO_ALLOWANCE}`]),
    ]),
    ...allowed.flatMap((finding) => ["", `  allowed: ${summary(finding)}`, `    because: ${finding.allowance.reason}`]),
    ...idle.flatMap((entry) => ["", `  warning: ${idleText(entry)}`]),
    ...(adopted.length === 0 ? [] : ["", `  ${adoptedHeading(adopted)}`]),
    ...adopted.map((notice) => `    ${adoptedLine(notice)}`),
    "",
  ].join("\n");
}

/** The judgement as a section of the pull request's comment. */
export function markdownReport(judgement: Judgement, now: Date): string {
  const { stack, refused, allowed, idle, adopted, previewErrors } = judgement;
  const icon = refused.length > 0 || previewErrors.length > 0 ? "❌" : "✅";
  return [
    `#### ${icon} ${headline(judgement)}`,
    "",
    ...previewErrors.flatMap((message) => [codeBlock(message), ""]),
    ...refused.flatMap((finding) => [
      `**${summary(finding)}**`,
      "",
      codeBlock(change(finding).join("\n")),
      finding.remedy,
      "",
      ...(isAllowable(finding.rule)
        ? [
            `<details><summary>If it is meant: allow it once in this change, in <code>${ALLOWANCES_FILE}</code></summary>`,
            "",
            codeBlock(entryText(stack, finding, now).join("\n"), "yaml"),
            "</details>",
          ]
        : [NO_ALLOWANCE]),
      "",
    ]),
    ...allowed.map((finding) => `- allowed in this change: ${summary(finding)}, because: ${finding.allowance.reason}`),
    ...idle.map((entry) => `- ⚠️ ${idleText(entry)}`),
    "",
    ...adoptedSection(stack, adopted),
  ].join("\n");
}

function adoptedHeading(adopted: readonly AdoptionNotice[]): string {
  return `${count(adopted.length, "object")} to adopt, not to create: ${adopted.length === 1 ? "it stands" : "they stand"} already (live → declared)`;
}

function adoptedLine({ name, uid, changes }: AdoptionNotice): string {
  return `${name} (uid ${uid}) ${changes}`;
}

/** One line an object; as many as fit, and what is said of the rest. */
function adoptedSection(stack: string, adopted: readonly AdoptionNotice[]): readonly string[] {
  if (adopted.length === 0) return [];
  const shownLines = cutLines(adopted.map(adoptedLine).join("\n"), ADOPTED_CHARACTERS);
  const more = adopted.length - shownLines.split("\n").length;
  const rest = more === 0 ? [] : [`And ${more} more: \`npm run adopt -- --stack ${stack}\` shows them all.`, ""];
  return [`**${adoptedHeading(adopted)}**`, "", codeBlock(shownLines, ""), "", ...rest];
}

/** The list item to paste under `allowances:`. */
export function entryText(stack: string, { rule, resource, change }: JudgedFinding, now: Date): string[] {
  const expires = new Date(now.getTime() + DAYS_TO_MERGE * 24 * 3600 * 1000).toISOString().slice(0, 10);
  const entry = { stack, rule, resource, change, reason: "", expires };
  return stringify([entry], { lineWidth: 0 })
    .trimEnd()
    .replace('reason: ""', 'reason: "" # why this is safe now')
    .split("\n");
}

function summary({ rule, resource, field }: JudgedFinding): string {
  return `${rule}  ${resource}  ${field}`;
}

function change(finding: JudgedFinding): string[] {
  return [`- ${shown(finding.old)}`, `+ ${shown(finding.new)}`];
}

const WHY_IDLE: Readonly<Record<IdleAllowance["why"], string>> = {
  used:
    "has served: it came with an earlier change, and lets nothing through any more. Remove it; " +
    "where the same change is to come once more, it can be allowed anew after a deployment without it",
  expired: "has expired. Remove it, or set a new date in this change: it hasn't served yet",
  "no such change": "fits no change of this preview. Remove it, or paste the entry that the finding prints now",
};

function idleText({ allowance, why }: IdleAllowance): string {
  return `the allowance for ${nameOf(allowance)} ${WHY_IDLE[why]}`;
}

function nameOf({ rule, resource, change }: Allowance): string {
  return `${rule} of ${resource} (${change.slice(0, 15)}…)`;
}

function count(number: number, what: string): string {
  return `${number === 0 ? "no" : number} ${what}${number === 1 ? "" : "s"}`;
}
