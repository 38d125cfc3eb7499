import { stripVTControlCharacters } from "node:util";

/** Where pulumi's closing summary begins. */
const SUMMARY = String.raw`\n(?:Outputs|Resources|Duration|Policies|Policy Packs run):`;
/** From the words of a broken plan up to the summary: what lies between are values, with line breaks of their own. */
const PLAN_VIOLATION = new RegExp(String.raw`( violates plan:)[\s\S]*?(?=${SUMMARY}|$)`, "g");

/**
 * What pulumi printed, fit for a log that others read. Where an update doesn't fit its plan, pulumi 3.246.0 prints the differing
 * properties with secrets in clear text: they are left out.
 */
export function publicText(output: string): string {
  return stripVTControlCharacters(output).replace(
    PLAN_VIOLATION,
    "$1 it would do something else than was planned (values withheld: pulumi prints secrets here in clear text)\n",
  );
}
