import { parse } from "yaml";
import { z } from "zod";
import { dayOf } from "../../components/shared/days";
import { ENVIRONMENT_NAMES } from "../../components/shared/environments";
import { UserError } from "../../toolchain/user-error";
import { ALLOWABLE_RULES, canonical } from "./finding";

const SAY_WHY = "say why the change is safe now, in at least 10 characters";
const ENTRY = z.strictObject({
  stack: z.enum(ENVIRONMENT_NAMES),
  rule: z.enum(ALLOWABLE_RULES, {
    error: ({ input }) =>
      input === "renamed"
        ? "a rename is never allowed: give the resource the alias that the finding prints, and remove this entry"
        : `must be one of ${ALLOWABLE_RULES.join(", ")}`,
  }),
  /** Type and name, as a finding prints it. */
  resource: z.string().min(1),
  /** The digest that a finding prints: of this change and no other. */
  change: z.string().regex(/^sha256:[0-9a-f]{32}$/, "must be the digest that the finding prints"),
  reason: z.string(SAY_WHY).trim().min(10, SAY_WHY),
  /** The last day it holds, `YYYY-MM-DD` in UTC. */
  expires: z.iso.date("must be a date, as 2026-12-31"),
});
/** Nothing under the key is what remains when the last entry is removed. */
const FILE = z.strictObject({
  allowances: z
    .array(ENTRY)
    .nullable()
    .transform((entries) => entries ?? []),
});

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
    throw new UserError(
      `${source} is no YAML: ${(error as Error).message.split("\n")[0]}. ` +
        "Entries stand indented under the line `allowances:`, which is `allowances: []` without any",
    );
  }
  const parsed = FILE.safeParse(value);
  if (parsed.success) return parsed.data.allowances;
  const problems = parsed.error.issues.map(({ path, message }) => `  ${path.join(".") || "the file"}: ${message}`);
  throw new UserError(`${source} can't be used:\n${problems.join("\n")}`);
}

/**
 * The entries that may have served in an earlier state of the file. What is wrong in it is passed over, because a wrong file let
 * nothing through and a mended one must be usable: an earlier mistake would otherwise stop every later change.
 */
export function pastAllowances(text: string): Allowance[] {
  let value: unknown;
  try {
    value = parse(text);
  } catch {
    return [];
  }
  const { data } = z.object({ allowances: z.array(z.unknown()) }).safeParse(value);
  return (data?.allowances ?? []).flatMap((entry) => ENTRY.safeParse(entry).data ?? []);
}

/**
 * Those of `entries` whose change wasn't allowed in `deployed` yet: an entry counts in the change that brings it, and in no later
 * one, also with another reason or date.
 */
export function newSince(entries: readonly Allowance[], deployed: readonly Allowance[]): Allowance[] {
  const keyOf = ({ stack, rule, resource, change }: Allowance) => canonical([stack, rule, resource, change]);
  const used = new Set(deployed.map(keyOf));
  return entries.filter((entry) => !used.has(keyOf(entry)));
}

/** Whether an entry's last day has passed. */
export function hasExpired({ expires }: Allowance, now: Date): boolean {
  return dayOf(now) > expires;
}
