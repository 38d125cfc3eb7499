/** The pull request's comment and its parts. Doesn't show that GitHub renders it; the texts are of the shape that pulumi 3.246.0 prints. */
import { describe, expect, it } from "@jest/globals";
import { SERVERS } from "../../stacks/inventory";
import { etcdVoters } from "../../stacks/quorum";
import { survivalReport } from "../../stacks/survival";
import { publicText } from "../pulumi-text";
import { codeBlock } from "./markdown";
import { COMMENT_LIMIT, COMMENT_MARKER, pullRequestComment } from "./pull-request-comment";
import { headlineOf, policyFindings, type StackReview } from "./stack-review";
import { plannedOutputs, survivalReportIn, survivalSection } from "./survival";

const review = (stack: string, previewText: string): StackReview => ({
  stack,
  failed: false,
  changes: { same: 29, update: 2 },
  gate: "#### ✅ gate: passed",
  policies: "The policies have nothing against this change.",
  previewText,
});
const lines = (count: number) => Array.from({ length: count }, (_, index) => `~ line ${index}`).join("\n");
const fullText = { runUrl: "https://ci.example/runs/1", artifact: "preview-*" };

describe("the comment", () => {
  it("begins with its marker and has everything where it fits", () => {
    const comment = pullRequestComment([review("mainnet", lines(5)), review("testnet", lines(5))], fullText);
    expect(comment.startsWith(COMMENT_MARKER)).toBe(true);
    expect(comment).toContain("### mainnet: 2 update");
    expect(comment).toContain("~ line 4");
    expect(comment).not.toContain("Cut to the size");
  });

  it.each([1_000, 10_000, 200_000])(
    "of two stacks with %i lines each never exceeds the limit, and says what is cut",
    (count) => {
      const comment = pullRequestComment([review("mainnet", lines(count)), review("testnet", lines(count))], fullText);
      expect(comment.length).toBeLessThanOrEqual(COMMENT_LIMIT);
      expect(comment).toContain("### testnet");
      expect(comment.includes("the full text is in [the artifact `preview-*`](https://ci.example/runs/1)")).toBe(
        count > 1_000,
      );
      // Cut at the end of a line, in a block that is closed.
      expect(comment.match(/^```/gm)?.length).toBe(8);
    },
  );

  it("uses the room there is", () => {
    const comment = pullRequestComment([review("mainnet", lines(20_000))], fullText);
    expect(comment.length).toBeGreaterThan(COMMENT_LIMIT - 100);
  });

  it("stays within the limit where even the gate's section is too long", () => {
    const long = { ...review("mainnet", ""), gate: lines(20_000) };
    const comment = pullRequestComment([long], fullText);
    expect(comment.length).toBeLessThanOrEqual(COMMENT_LIMIT);
    expect(comment).toContain("Cut to the size");
  });

  it("draws what changes, and leaves the pictures out before it would cut one in half", () => {
    const picture = { mermaid: 'flowchart LR\n  n0["admin"]' };
    const comment = pullRequestComment([{ ...review("mainnet", ""), picture }], fullText);
    expect(comment).toContain('#### What stands where\n\n```mermaid\nflowchart LR\n  n0["admin"]\n```\n');
    expect(pullRequestComment([review("mainnet", "")], fullText)).not.toContain("stands where");
    const undrawn = { ...review("mainnet", ""), picture: { undrawn: "the preview failed" } };
    expect(pullRequestComment([undrawn], fullText)).toContain("Not drawn: the preview failed.");

    const large = { ...review("mainnet", lines(20_000)), picture };
    const cut = pullRequestComment([large], fullText);
    expect(cut).toContain("```mermaid");
    expect(cut.length).toBeLessThanOrEqual(COMMENT_LIMIT);
    const full = pullRequestComment([{ ...large, gate: lines(20_000) }], fullText);
    expect(full).not.toContain("mermaid");
    expect(full.length).toBeLessThanOrEqual(COMMENT_LIMIT);
  });

  it("counts what is adopted apart from what is created", () => {
    const adopting = { ...review("mainnet", ""), changes: { create: 157, same: 3, adopt: 6 } };
    expect(pullRequestComment([adopting], fullText)).toContain("### mainnet: 157 create, 6 adopt (stand already)\n");
    expect(headlineOf({ ...adopting, changes: { create: 0, adopt: 6 } })).toBe("6 adopt (stand already)");
  });

  it("says so where nothing changes", () => {
    expect(headlineOf({ ...review("mainnet", ""), changes: { same: 31 } })).toBe("no changes");
    expect(headlineOf({ ...review("mainnet", ""), changes: {}, failed: true })).toBe("the preview failed");
  });

  it("can't be broken out of by backticks in a text", () => {
    expect(codeBlock("a\n```\n# heading")).toBe("````diff\na\n```\n# heading\n````");
  });
});

describe("the policies' words", () => {
  const preview = [
    "    + kubernetes:apps/v1:Deployment: (create)",
    "    gx-policies@v0.1.0 [mandatory] [severity: high]  availability  (kubernetes:apps/v1:Deployment: careless)Spread.",
    "Deployment careless: no budget.",
    "    ~ kubernetes:core/v1:Service: (update)",
    "error: preview failed",
    "Resources:",
    "    + 4 to create",
    "",
    "Policy Packs run:",
    "    gx-policies  0.1.0",
  ];

  it("are taken out of a preview, without what stands around them", () => {
    expect(policyFindings(preview.join("\n")).split("\n")).toEqual([
      "gx-policies@v0.1.0 [mandatory] [severity: high]  availability  (kubernetes:apps/v1:Deployment: careless)Spread.",
      "Deployment careless: no budget.",
    ]);
  });

  it("are said to be none only where the policies ran", () => {
    expect(policyFindings(preview.slice(5).join("\n"))).toContain("nothing against");
    expect(policyFindings("Previewing update (mainnet):\nerror: boom")).toContain("ended before");
    expect(policyFindings("error: boom\nPolicy Packs run:")).toContain("may not have seen");
  });
});

describe("what survives", () => {
  const report = survivalReport([etcdVoters(SERVERS)], ["VPS-1", "VPS-2"], ["VPS-1", "VPS-2", "VPS-3"]);

  it("is found anywhere in the outputs, in the shape that the program exports", () => {
    expect(survivalReportIn({ environment: "mainnet", deep: { survival: report } })).toEqual(report);
    const section = survivalSection(report);
    expect(section).toContain(`| etcd | ${report.groups.etcd} |`);
    expect(section).toContain("| VPS-1 and VPS-2 | without quorum: etcd |");
    expect(section).toContain(`- ${report.advice[0]}`);
  });

  it("is said to be missing where there is none", () => {
    expect(survivalSection(survivalReportIn({ environment: "mainnet", list: [null] }))).toContain("No survival report");
  });

  it("is read from a plan's outputs, with secrets masked", () => {
    const state = { a: { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "xyz" } };
    const plan = { resourcePlans: { "urn:pulumi:mainnet::gx::pulumi:pulumi:Stack::gx-mainnet": { state } } };
    expect(plannedOutputs(JSON.stringify(plan))).toEqual({ a: "[secret]" });
    expect(plannedOutputs("{}")).toEqual({});
  });
});

describe("pulumi's output", () => {
  it("loses the values of a broken plan, over line breaks and blank lines, and keeps the summary", () => {
    const output = [
      "    error: resource urn:x violates plan: properties changed: =~spec[{tok}",
      "",
      "-----BEGIN KEY----- hunter2",
      "    error: resource urn:y violates plan: hunter2",
      "",
      "Resources:",
      "    1 errored",
    ].join("\n");
    const text = publicText(output);
    expect(text).not.toMatch(/hunter2|tok/);
    expect(text).toContain("urn:x violates plan");
    expect(text).toContain("1 errored");
  });
});
