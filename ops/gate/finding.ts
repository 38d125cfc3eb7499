import { createHash } from "node:crypto";

/** The rules that an allowance can let a change through, as they stand in messages and allowances. */
export const ALLOWABLE_RULES = [
  "protected-kind",
  "given-back",
  "immutable-field",
  "selector",
  "quorum-group",
  "fresh-backup",
] as const;
/** One of {@link ALLOWABLE_RULES}. */
export type AllowableRule = (typeof ALLOWABLE_RULES)[number];
/**
 * A rule's name. `renamed` is never allowed: nobody means to create an object and delete it in one update, and whoever means to
 * drop it can do so in a change of its own.
 */
export type RuleName = AllowableRule | "renamed";

/** Whether an allowance can let through what a rule finds. */
export function isAllowable(rule: RuleName): rule is AllowableRule {
  return (ALLOWABLE_RULES as readonly string[]).includes(rule);
}

/** One thing in a preview that must not happen without a word. Values are masked. */
export interface Finding {
  readonly rule: RuleName;
  /** Type and name of the resource, or the group's name where a group is meant. */
  readonly resource: string;
  /** Path of the field, or what happens to the whole object. */
  readonly field: string;
  readonly old: unknown;
  readonly new: unknown;
  /** What tells this very object from an earlier one of the same name, where the cluster says so. */
  readonly identity: string;
  /** Why it matters, and what to do instead. */
  readonly remedy: string;
}

/**
 * The digest by which an allowance names one change: of stack, rule, resource and its identity, field, old and new value.
 * Masked values go in as masked: two changes that differ in nothing but a secret have one digest.
 */
export function changeDigest(stack: string, finding: Finding): string {
  const { rule, resource, field, identity } = finding;
  return digestOf(canonical([stack, rule, resource, identity, field, finding.old ?? null, finding.new ?? null]));
}

/** The digest of a text, short enough to be read aloud: what allowances, plans and repairs are named by. */
export function digestOf(text: string): string {
  return `sha256:${createHash("sha256").update(text).digest("hex").slice(0, 32)}`;
}

/** JSON with sorted keys: equal values give equal text. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === "object" && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}
