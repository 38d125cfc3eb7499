import { parse } from "yaml";
import { z } from "zod";
import { ENVIRONMENT_NAMES } from "../../components/shared/environments";
import { UserError } from "../../toolchain/user-error";
import { canonical, RULE_NAMES } from "./finding";

const ENTRY = z.strictObject({
  stack: z.enum(ENVIRONMENT_NAMES),
  rule: z.enum(RULE_NAMES),
  /** Type and name, as a finding prints it. */
  resource: z.string().min(1),
  /** The digest that a finding prints: of this change and no other. */
  change: z.string().regex(/^sha256:[0-9a-f]{32}$/, "must be the digest that the finding prints"),
  reason: z.string().trim().min(10, "say why, in at least 10 characters"),
  /** The last day it holds, `YYYY-MM-DD` in UTC. */
  expires: z.iso.date("must be a date, as 2026-12-31"),
});
const FILE = z.strictObject({ allowances: z.array(ENTRY) });

/** One change that somebody allowed, once. */
export type Allowance = z.infer<typeof ENTRY>;

/**
 * Reads the text of `ops/allowances.yaml`.
 * @throws UserError naming the entry and the field that is wrong
 */
export function parseAllowances(text: string, source: string): Allowance[] {
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    throw new UserError(`${source} is no YAML: ${(error as Error).message.split("\n")[0]}`);
  }
  const parsed = FILE.safeParse(value);
  if (parsed.success) return parsed.data.allowances;
  const problems = parsed.error.issues.map(({ path, message }) => `  ${path.join(".") || "the file"}: ${message}`);
  throw new UserError(`${source} can't be used:\n${problems.join("\n")}`);
}

/** Those of `entries` that weren't in `deployed` yet: an entry counts in the change that brings it, and in no later one. */
export function newSince(entries: readonly Allowance[], deployed: readonly Allowance[]): Allowance[] {
  const used = new Set(deployed.map((entry) => canonical(entry)));
  return entries.filter((entry) => !used.has(canonical(entry)));
}

/** Whether an entry's last day has passed. */
export function hasExpired({ expires }: Allowance, now: Date): boolean {
  return now.toISOString().slice(0, 10) > expires;
}
