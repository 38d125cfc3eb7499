/**
 * Proves that the pack's list is well formed and that the page for its users names every policy with what it says of itself.
 * Does not prove that the page's other sentences are true.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { exceptionKeys } from "./exception";
import { policiesAsOf } from "./policy-list";

const POLICIES = policiesAsOf(new Date("2026-03-31"));
const PAGE = readFileSync(join(__dirname, "../docs/policies.md"), "utf8");

describe("the list of policies", () => {
  it("names each once", () => {
    expect(new Set(POLICIES.map(({ name }) => name)).size).toBe(POLICIES.length);
  });

  it.each(POLICIES)("says of $name what it wants, from where, and what to do", (policy) => {
    expect(policy.enforcementLevel).toMatch(/^(mandatory|advisory)$/);
    expect(policy.description).toMatch(/^[A-Z].{20,}\.$/);
    const severities = policy.enforcementLevel === "mandatory" ? /^(medium|high|critical)$/ : /^low$/;
    expect(policy.severity).toMatch(severities);
    expect(policy.framework?.reference).toBeTruthy();
    expect(policy.remediationSteps).toMatch(/^[A-Z].{20,}\.$/);
  });

  it.each(POLICIES)("has a name for $name that annotations of an exception can hold", ({ name }) => {
    // A name with the end of the second key would be taken for the rule before it.
    expect(name).not.toMatch(/-expires$/);
    const { reason, expires } = exceptionKeys(name);
    for (const key of [reason, expires]) {
      const [prefix, part = ""] = key.split("/");
      expect(prefix).toBe("gxcoin.money");
      expect(part).toMatch(/^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/);
      expect(part.length).toBeLessThanOrEqual(63);
    }
  });

  it.each(POLICIES)("has $name in the table of docs/policies.md, as it describes itself", (policy) => {
    const row = PAGE.split("\n").find((line) => line.startsWith(`| \`${policy.name}\``)) ?? "";
    const [, , description, severity, source] = row.split("|").map((cell) => cell.trim());
    expect({ description, severity }).toEqual({ description: policy.description, severity: policy.severity });
    expect(source).toContain(policy.framework?.reference);
  });

  it("has no policy on the page that is not in the pack", () => {
    const rows = [...PAGE.matchAll(/^\| `([a-z-]+)`/gm)].map(([, name]) => name);
    expect(rows).toEqual(POLICIES.map(({ name }) => name));
  });
});
