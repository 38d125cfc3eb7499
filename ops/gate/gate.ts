import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../toolchain/user-error";
import { stackNamed } from "../stack-name";
import { parseAllowances } from "./allowances";
import { allowancesAt } from "./deployed-allowances";
import { CHECKOUT } from "./git";
import { judge, type Judgement } from "./judge";
import { parsePreview } from "./preview";
import { ALLOWANCES_FILE } from "./report";
import type { BackupStanding } from "./rules/fresh-backups";

/** One preview to be judged. */
export interface GateRequest {
  readonly stack: string;
  /** What `pulumi preview --json --show-sames` printed. */
  readonly preview: string;
  /** What the text came from, for messages. */
  readonly source: string;
  /** Git revision whose allowances are used up: what was deployed last, or what the change is merged into. */
  readonly since?: string;
  /** Whether every allowance counts as used up, because nobody knows which served. @default false */
  readonly areAllUsed?: boolean;
  /** @default `ops/allowances.yaml` of this checkout */
  readonly allowancesFile?: string;
  /** How it stands with backups, where the cluster was asked. */
  readonly backups?: readonly BackupStanding[] | undefined;
  readonly now: Date;
}

/** How the gate ends: its exit code. */
export const PASSED = 0;
/** A guarded change that nobody allowed. */
export const REFUSED = 1;
/** Nothing that could be judged to the end. */
export const UNUSABLE = 2;

/**
 * Judges a preview of a stack.
 * @throws UserError on an unknown stack, a text that is no preview, a preview of another stack, unusable allowances
 */
export function runGate({
  stack,
  preview,
  source,
  since,
  areAllUsed,
  allowancesFile,
  backups,
  now,
}: GateRequest): Judgement {
  stackNamed(stack);
  const parsed = parsePreview(preview, source);
  if (parsed.stack !== undefined && parsed.stack !== stack) {
    throw new UserError(`${source} is a preview of stack "${parsed.stack}", not of "${stack}": give the right one`);
  }
  const file = allowancesFile ?? join(CHECKOUT, ALLOWANCES_FILE);
  if (!existsSync(file)) throw new UserError(`${file} is missing: it needs at least the line "allowances: []"`);
  const allowances = parseAllowances(readFileSync(file, "utf8"), allowancesFile ?? ALLOWANCES_FILE);
  const deployedAllowances = areAllUsed ? allowances : since === undefined ? [] : allowancesAt(since);
  return judge(parsed, { stack, allowances, deployedAllowances, backups, now });
}

/** The exit code for a judgement: a failed preview isn't judged to the end, whatever was found in it. */
export function exitCodeOf({ previewErrors, refused }: Judgement): number {
  if (previewErrors.length > 0) return UNUSABLE;
  return refused.length > 0 ? REFUSED : PASSED;
}
