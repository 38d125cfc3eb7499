import { differences } from "../gate/kubernetes-object";
import { shown } from "../gate/masked";
import { parsePreview, resourceOf, type Step } from "../gate/preview";
import type { StackCommands } from "./stack-commands";

/** Where a stack's live objects differ from what is declared. */
export interface Drift {
  readonly stack: string;
  /** What an update would do to put it right, one line a resource and field; no secrets. */
  readonly lines: readonly string[];
  /** Why pulumi couldn't look at everything, if so. */
  readonly errors: readonly string[];
}

/** Operations of a preview that change nothing. */
const QUIET: ReadonlySet<string> = new Set(["same", "refresh", "read"]);

/**
 * Reads the live objects, and compares; changes nothing.
 * @throws UserError where pulumi prints no preview
 */
export async function driftOf(commands: StackCommands): Promise<Drift> {
  const { exitCode, output, errors } = await commands.program([
    ...["preview", "--refresh", "--json", "--expect-no-changes"],
  ]);
  const words = (errors.trim() || output.trim()).slice(0, 2000);
  const json = output.trim().startsWith("{") ? output : "";
  const preview = parsePreview(
    json,
    `the preview of ${commands.stack}${json === "" ? ` (pulumi said: ${words})` : ""}`,
  );
  const lines = preview.steps.filter(({ op }) => !QUIET.has(op)).flatMap(describe);
  // `--expect-no-changes` itself counts as an error only where nothing explains it.
  const unexplained = exitCode !== 0 && lines.length === 0 && preview.errors.length === 0;
  return {
    stack: commands.stack,
    lines,
    errors: unexplained ? [`pulumi ended with code ${exitCode}: ${words}`] : preview.errors,
  };
}

/** 0 as declared, 1 drift, 2 not known. */
export function exitCodeOfDrift(drifts: readonly Drift[]): number {
  if (drifts.some(({ lines }) => lines.length > 0)) return 1;
  return drifts.some(({ errors }) => errors.length > 0) ? 2 : 0;
}

/** Title of the one issue that drift is reported in. */
export const DRIFT_TITLE = "The cluster differs from what is declared";

/** The issue's text; undefined where there is nothing to report. */
export function driftIssue(drifts: readonly Drift[], runUrl: string | undefined): string | undefined {
  if (exitCodeOfDrift(drifts) === 0) return undefined;
  return [
    drifts.some(({ lines }) => lines.length > 0)
      ? "Live objects differ from what is declared. Nothing was changed."
      : "The live objects couldn't be compared with what is declared.",
    "",
    ...drifts.flatMap(({ stack, lines, errors }) => [
      `### ${stack}: ${lines.length > 0 ? "differs" : errors.length > 0 ? "couldn't be compared" : "as declared"}`,
      "",
      ...lines.map((line) => `- ${line}`),
      ...errors.map((error) => `- pulumi: ${error.replaceAll("\n", "\n  ")}`),
      "",
    ]),
    "Values are shown as live → declared. Either declare what was changed by hand, or put it right with an update:",
    "`pulumi up --refresh --policy-pack policies`. A merged change whose deployment failed shows here too: look at the last deployment first.",
    ...(runUrl === undefined ? [] : ["", `Found by ${runUrl}`]),
    "",
  ].join("\n");
}

function describe({ op, urn, oldState, newState }: Step): string[] {
  const what = `${op} \`${resourceOf(urn)}\``;
  if (op !== "update") return [what];
  const { old, new: now } = differences(oldState?.inputs ?? {}, newState?.inputs ?? {});
  const live = old as Record<string, unknown>;
  const declared = now as Record<string, unknown>;
  const fields = [...new Set([...Object.keys(live), ...Object.keys(declared)])];
  return fields.length === 0
    ? [`${what}: a secret value`]
    : fields.map((field) => `${what}: \`${field}\`: \`${shown(live[field])}\` → \`${shown(declared[field])}\``);
}
