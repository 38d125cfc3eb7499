/**
 * Which objects of a preview count as adopted, and what is said of them beside those that are created. Doesn't show that the engine hands
 * the program's notices on: tests/lifecycle/adoption.test.ts does.
 */
import { describe, expect, it } from "@jest/globals";
import { type AdoptionNotice, noticeText } from "../../stacks/preflight/adoption-notice";
import { adoptedIn, countsOf, operationOf } from "./adoption";
import { judge } from "./judge";
import { parsePreview, type Step } from "./preview";
import { markdownReport, textReport } from "./report";
import { step } from "./testing";

const NOW = new Date("2026-11-21T12:00:00Z");
const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const PRIORITY = "kubernetes:scheduling.k8s.io/v1:PriorityClass";
const named = (name: string, namespace?: string) => ({ now: { metadata: { name, namespace } } });

const ADMIN: AdoptionNotice = { name: "Deployment backend/admin", uid: "u-1", changes: "changes spec.replicas: 1 → 3" };
const CLASS: AdoptionNotice = {
  ...{ name: "PriorityClass data", uid: "u-2" },
  changes: 'changes description: "a (b), which" → "c"; known in the update: metadata.annotations.x',
};
const ADOPTING = step("create", DEPLOYMENT, "admin-deployment", named("admin", "backend"));
const CLASS_STEP = step("create", PRIORITY, "data", named("data"));
const CREATING: readonly Step[] = [
  step("create", DEPLOYMENT, "tax-deployment", named("tax", "backend")),
  step("create", DEPLOYMENT, "other-deployment", named("admin", "elsewhere")),
  step("create", "kubernetes:apps/v1:StatefulSet", "admin-set", named("admin", "backend")),
  step("create", "random:index/randomPassword:RandomPassword", "data", { now: { length: 20 } }),
];

/** What is read of a preview as pulumi prints it, with these notices among its warnings. */
function preview(notices: readonly AdoptionNotice[], ...steps: readonly Step[]) {
  const warnings = [...notices.map(noticeText), "the cluster has no ingress controller"];
  const diagnostics = warnings.map((text) => ({ severity: "warning", message: `warning: ${text}\n` }));
  return parsePreview(JSON.stringify({ steps, diagnostics }), "p");
}
const judged = (notices: readonly AdoptionNotice[], ...steps: readonly Step[]) =>
  judge(preview(notices, ...steps), { stack: "mainnet", allowances: [], deployedAllowances: [], now: NOW });

describe("a create", () => {
  it("is an adoption where a notice is of that kind, namespace and name; any other stays one", () => {
    const { steps } = preview([ADMIN, CLASS], ADOPTING, ...CREATING, CLASS_STEP);
    expect(steps.map(operationOf)).toEqual(["adopt", "create", "create", "create", "create", "adopt"]);
    expect(adoptedIn(steps)).toEqual([ADMIN, CLASS]);
    expect(preview([], ADOPTING).steps.map(operationOf)).toEqual(["create"]);
  });

  it("is none where the stack has the object already, whatever a notice says", () => {
    const both = { old: { metadata: { name: "data" } }, ...named("data") };
    const { steps } = preview([CLASS], step("update", PRIORITY, "data", both), step("same", PRIORITY, "data", both));
    expect(steps.map(operationOf)).toEqual(["update", "same"]);
  });

  it("that adopts is counted apart from those that create", () => {
    const { steps } = preview([ADMIN, CLASS], ADOPTING, ...CREATING, CLASS_STEP);
    expect(countsOf({ create: 6, same: 3 }, steps)).toEqual({ create: 4, same: 3, adopt: 2 });
    expect(countsOf({ create: 4, same: 3 }, preview([], ...CREATING).steps)).toEqual({ create: 4, same: 3 });
  });

  it("isn't called an adoption by what somebody else warns of", () => {
    const diagnostics = [{ severity: "warning", message: "warning: adopts PriorityClass data, perhaps" }];
    const text = JSON.stringify({ steps: [CLASS_STEP], diagnostics });
    expect(parsePreview(text, "p").steps.map(operationOf)).toEqual(["create"]);
  });
});

describe("the gate's report", () => {
  it("lists what is adopted with what changes in it, and passes all the same", () => {
    const judgement = judged([ADMIN, CLASS], ADOPTING, ...CREATING, CLASS_STEP);
    expect(judgement.refused).toEqual([]);
    expect(textReport(judgement, NOW)).toBe(
      [
        "gate of mainnet: passed",
        "",
        "  2 objects to adopt, not to create: they stand already (live → declared)",
        `    Deployment backend/admin (uid u-1) ${ADMIN.changes}`,
        `    PriorityClass data (uid u-2) ${CLASS.changes}`,
        "",
      ].join("\n"),
    );
    expect(markdownReport(judgement, NOW)).toContain(
      [
        "**2 objects to adopt, not to create: they stand already (live → declared)**\n\n```",
        `Deployment backend/admin (uid u-1) ${ADMIN.changes}`,
        `PriorityClass data (uid u-2) ${CLASS.changes}\n\`\`\`\n`,
      ].join("\n"),
    );
  });

  it("says nothing of it where everything is created", () => {
    for (const report of [textReport, markdownReport])
      expect(report(judged([], ...CREATING), NOW)).not.toContain("adopt");
  });

  it("lists in a comment as many as there is room for, and says how many are left out; in a log all of them", () => {
    const names = Array.from({ length: 300 }, (_, index) => `class-${index}`);
    const steps = names.map((name) => step("create", PRIORITY, name, named(name)));
    const notices = names.map((name) => ({ ...CLASS, name: `PriorityClass ${name}` }));
    const judgement = judged(notices, ...steps);
    const markdown = markdownReport(judgement, NOW);
    const listed = markdown.match(/^PriorityClass class-/gm)?.length ?? 0;
    expect(markdown.length).toBeLessThan(17_000);
    expect(listed).toBeGreaterThan(50);
    expect(markdown).toContain(`And ${300 - listed} more: \`npm run adopt -- --stack mainnet\` shows them all.`);
    expect(textReport(judgement, NOW).match(/^ {4}PriorityClass class-/gm)).toHaveLength(300);
  });
});
