import { declaredObjects } from "../drift/declared-objects";
import { resourceDrift } from "../drift/resource-drift";
import { lineOf, type LiveObject, strangers } from "../drift/strangers";
import { deleting } from "../drift/taking-back";
import { changesNothing, parsePreview } from "../gate/preview";
import type { StackCommands } from "./stack-commands";

/** Where a stack's live objects differ from what is declared. No secrets in any line. */
export interface Drift {
  readonly stack: string;
  /** What an update would do to put it right, one line a resource and field. */
  readonly lines: readonly string[];
  /** What somebody added, which no update is sure to take away: one line an object. */
  readonly added: readonly string[];
  /** The commands that take it away, where they can be told. */
  readonly takenBackBy: readonly string[];
  /** What is no drift, but would be taken for it: workloads that aren't ready, and that were restarted. */
  readonly notes: readonly string[];
  /** Why not everything could be looked at, if so. */
  readonly errors: readonly string[];
}

/** Reads the metadata of everything that stands in these namespaces. */
export type ObjectsIn = (namespaces: readonly string[]) => Promise<readonly LiveObject[]>;

/**
 * Reads the live objects, and compares; changes nothing.
 * @throws UserError where pulumi prints no preview
 */
export async function driftOf(commands: StackCommands, objectsIn: ObjectsIn): Promise<Drift> {
  const { exitCode, output, errors } = await commands.program([
    ...["preview", "--refresh", "--json", "--show-sames", "--expect-no-changes"],
  ]);
  const words = (errors.trim() || output.trim()).slice(0, 2000);
  const json = /^\{/m.test(output) ? output : "";
  const preview = parsePreview(
    json,
    `the preview of ${commands.stack}${json === "" ? ` (pulumi said: ${words})` : ""}`,
  );
  const resources = preview.steps.map(resourceDrift);
  const lines = resources.flatMap(({ changed }) => changed);
  const notes = resources.flatMap((resource) => resource.notes);
  // `--expect-no-changes` itself counts as an error only where nothing explains it.
  const unexplained =
    exitCode !== 0 && preview.errors.length === 0 && preview.steps.every(({ op }) => changesNothing(op));
  const pulumiErrors = unexplained ? [`ended with code ${exitCode}: ${words}`] : preview.errors;
  const uninvited =
    pulumiErrors.length > 0
      ? { found: [], takenBackBy: [], errors: [] }
      : await findStrangers(declaredObjects(preview.steps), objectsIn);
  return {
    stack: commands.stack,
    lines,
    added: [...resources.flatMap(({ added }) => added), ...uninvited.found],
    takenBackBy: [...resources.flatMap(({ takenBackBy }) => takenBackBy), ...uninvited.takenBackBy],
    notes,
    errors: [...pulumiErrors.map((error) => `pulumi: ${error}`), ...uninvited.errors],
  };
}

async function findStrangers({ namespaces, identities }: ReturnType<typeof declaredObjects>, objectsIn: ObjectsIn) {
  try {
    const found = strangers(await objectsIn(namespaces), identities);
    return { found: found.map(lineOf), takenBackBy: found.map(deleting), errors: [] };
  } catch (error) {
    return {
      found: [],
      takenBackBy: [],
      errors: [`undeclared objects: ${error instanceof Error ? error.message : String(error)}`],
    };
  }
}

/** 0 as declared, 1 drift, 2 not known. */
export function exitCodeOfDrift(drifts: readonly Drift[]): number {
  if (drifts.some(differs)) return 1;
  return drifts.some(({ errors }) => errors.length > 0) ? 2 : 0;
}

function differs({ lines, added }: Drift): boolean {
  return lines.length + added.length > 0;
}

/** Title of the one issue that drift is reported in. */
export const DRIFT_TITLE = "The cluster differs from what is declared";

/** The issue's text; undefined where there is nothing to report. */
export function driftIssue(drifts: readonly Drift[], runUrl: string | undefined): string | undefined {
  if (exitCodeOfDrift(drifts) === 0) return undefined;
  return [
    drifts.some(differs)
      ? "Live objects differ from what is declared. Nothing was changed."
      : "The live objects couldn't be compared with what is declared.",
    "",
    ...drifts.flatMap((drift) => [
      `### ${drift.stack}: ${differs(drift) ? "differs" : drift.errors.length > 0 ? "couldn't be compared" : "as declared"}`,
      "",
      ...section("", drift.lines, [
        `Values are shown as live → declared. Declare what was changed by hand, or run the workflow Repair for ${drift.stack}, whose plan`,
        "the gate judges and a reviewer approves. The same from a checkout of what was deployed:",
        "",
        `    npm run repair -- --stack ${drift.stack}`,
        "",
        "A merged change whose deployment failed shows here too: look at the last deployment first.",
      ]),
      ...section("Added by hand:", drift.added, [
        "Neither an update nor a repair takes that away: declare it, or take it back by hand, once you know what it is for.",
        ...(drift.takenBackBy.length === 0 ? [] : ["", ...drift.takenBackBy.map((command) => `    ${command}`)]),
      ]),
      ...section("No drift:", drift.notes, []),
      ...section(
        "",
        drift.errors.map((error) => error.replaceAll("\n", "\n  ")),
        [],
      ),
    ]),
    ...(runUrl === undefined ? [] : [`Found by ${runUrl}`, ""]),
  ].join("\n");
}

/** What is no drift, as text; empty where there is nothing. */
export function driftNotes(drifts: readonly Drift[]): string {
  return drifts.flatMap(({ stack, notes }) => notes.map((note) => `No drift, but in ${stack}: ${note}\n`)).join("");
}

function section(heading: string, lines: readonly string[], advice: readonly string[]): readonly string[] {
  if (lines.length === 0) return [];
  return [
    ...(heading === "" ? [] : [heading, ""]),
    ...lines.map((line) => `- ${line}`),
    "",
    ...(advice.length === 0 ? [] : [...advice, ""]),
  ];
}
