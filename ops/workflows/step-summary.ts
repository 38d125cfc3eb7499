import { appendFileSync } from "node:fs";
import { codeBlock, cutLines } from "../comment/markdown";

/** Characters for a job's summary, of which GitHub takes 1 MiB a step: with three bytes for each, and some to spare. */
export const SUMMARY_LIMIT = 340_000;

/** Adds Markdown to a job's summary, the file that `GITHUB_STEP_SUMMARY` names; does nothing where there is none. */
export function addToSummary(file: string | undefined, markdown: string): void {
  if (file !== undefined) appendFileSync(file, `${markdown}\n`);
}

/** A heading with what was printed below it, cut to what a summary takes. */
export function summaryOf(heading: string, printed: string): string {
  const shown = cutLines(printed.trim(), SUMMARY_LIMIT - heading.length - 100);
  const cut = shown.length < printed.trim().length ? "\n\nCut: the log of the run has it all." : "";
  return `### ${heading}\n\n${codeBlock(shown, "")}${cut}\n`;
}
