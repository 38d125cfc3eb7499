import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runGate } from "../gate/gate";
import type { Judgement } from "../gate/judge";
import { jsonWithin, parsePreview } from "../gate/preview";
import { type BackupStanding, touchesState } from "../gate/rules/fresh-backups";
import { type StackCommands, WITH_POLICIES } from "./stack-commands";

/** A preview with the plan that was saved with it. */
export interface JudgedPlan {
  /** The plan's file. It holds the secrets encrypted and settings as they are: keep it on the machine. */
  readonly planFile: string;
  /** What `pulumi preview --json` printed. */
  readonly json: string;
  readonly judgement: Judgement;
}

/** What a plan is judged by. */
export interface PlanOptions {
  /** Folder for the plan, which exists. */
  readonly folder: string;
  /** Git revision whose allowances are used up. */
  readonly since?: string;
  /** Whether every allowance counts as used up, because nobody knows which served. @default false */
  readonly areAllUsed?: boolean;
  /** @default `ops/allowances.yaml` of this checkout */
  readonly allowancesFile?: string;
  readonly now: Date;
  /** Whether the live objects are read first, so that what differs from them is planned for. @default false */
  readonly isRefreshed?: boolean;
  /** Asks the cluster how it stands with backups: called where that matters alone. @default nobody asks */
  readonly askBackups?: () => Promise<readonly BackupStanding[]>;
}

/** Works in a folder of its own for a plan, which is removed afterwards, whatever happened. */
export async function withPlanFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "gx-plan-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Previews with the policies, saves the plan, and lets the gate judge that very preview.
 * @throws UserError where pulumi printed no preview at all: its own words are in the message
 */
export async function savePlan(commands: StackCommands, options: PlanOptions): Promise<JudgedPlan> {
  const { folder, isRefreshed = false, askBackups, ...grounds } = options;
  const planFile = join(folder, "plan.json");
  const result = await commands.program([
    ...["preview", "--json", "--show-sames", `--save-plan=${planFile}`, ...WITH_POLICIES],
    ...(isRefreshed ? ["--refresh"] : []),
  ]);
  // Warnings can stand before it; where there is no whole preview, the gate says what is wrong with what there is.
  const json = jsonWithin(result.output) ?? (/^\{/m.test(result.output) ? result.output : "");
  const source = `the preview of ${commands.stack}${json === "" ? ` (pulumi said: ${wordsOf(result)})` : ""}`;
  const backups = askBackups && (touchesState(parsePreview(json, source)) ? await askBackups() : []);
  const judgement = runGate({ stack: commands.stack, preview: json, source, backups, ...grounds });
  const failed = result.exitCode !== 0 && judgement.previewErrors.length === 0;
  return {
    planFile,
    json,
    judgement: failed ? { ...judgement, previewErrors: [`pulumi ended with code ${result.exitCode}`] } : judgement,
  };
}

function wordsOf({ output, errors }: { output: string; errors: string }): string {
  return (errors.trim() || output.trim() || "nothing").slice(0, 2000);
}
