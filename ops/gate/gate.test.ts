/** Allowances, bad input and the report of the change gate. Doesn't show that pulumi prints what the previews here hold. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import { type Allowance, parseAllowances, pastAllowances } from "./allowances";
import { allowancesAt } from "./deployed-allowances";
import { exitCodeOf, PASSED, REFUSED, runGate, UNUSABLE } from "./gate";
import { judge } from "./judge";
import { masked, SECRET, UNKNOWN } from "./masked";
import { parsePreview } from "./preview";
import { entryText, markdownReport, textReport } from "./report";
import { previewOf, step } from "./testing";

const NOW = new Date("2026-11-21T12:00:00Z");
const folder = mkdtempSync(join(tmpdir(), "gx-gate-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const rename = (to: string, uid = "uid-1") =>
  previewOf(
    step("replace", "kubernetes:core/v1:Namespace", "fabric", {
      old: { metadata: { name: "fabric" } },
      now: { metadata: { name: to } },
      outputs: { metadata: { uid } },
      replaceReasons: ["metadata.name"],
    }),
  );
const grounds = (allowances: readonly Allowance[], deployedAllowances: readonly Allowance[] = []) => ({
  stack: "mainnet",
  allowances,
  deployedAllowances,
  now: NOW,
});

/** The entry that the gate prints for a preview, with a reason filled in. */
function printedEntry(preview = rename("fabric-2")): Allowance {
  const [finding] = judge(preview, grounds([])).refused;
  if (!finding) throw new Error("nothing was refused");
  const [entry] = parse(entryText("mainnet", finding, NOW).join("\n")) as [Allowance];
  return parseAllowances(JSON.stringify({ allowances: [{ ...entry, reason: "moved over last week" }] }), "test")[0]!;
}

describe("an allowance, pasted as printed", () => {
  it("lets its change through", () => {
    const { refused, allowed, idle } = judge(rename("fabric-2"), grounds([printedEntry()]));
    expect({ refused, idle }).toEqual({ refused: [], idle: [] });
    expect(allowed).toMatchObject([{ resource: "kubernetes:core/v1:Namespace::fabric" }]);
  });

  it.each([
    ["another new value", rename("fabric-3")],
    ["the same change of another object of that name", rename("fabric-2", "uid-2")],
  ])("does not let %s through", (_what, preview) => {
    const { refused, idle } = judge(preview, grounds([printedEntry()]));
    expect(refused).toHaveLength(1);
    expect(idle).toMatchObject([{ why: "no such change" }]);
  });

  it("is used up once it was deployed, even for the very same change", () => {
    const entry = printedEntry();
    const { refused, idle } = judge(rename("fabric-2"), grounds([entry], [entry]));
    expect(refused).toHaveLength(1);
    expect(idle).toMatchObject([{ why: "used" }]);
  });

  it("is used up also where its reason or date has changed since", () => {
    const entry = printedEntry();
    const reworded = { ...entry, reason: "moved over two weeks ago", expires: "2027-01-31" };
    expect(judge(rename("fabric-2"), grounds([reworded], [entry])).idle).toMatchObject([{ why: "used" }]);
  });

  it("is used up with the change that brought it, and only warned of where nothing is guarded", () => {
    const entry = printedEntry();
    const judgement = judge(previewOf(), grounds([entry], [entry]));
    expect(exitCodeOf(judgement)).toBe(PASSED);
    expect(textReport(judgement, NOW)).toContain("has served: it came with an earlier change");
  });

  it("does not hold after its last day, nor for the other stack", () => {
    const expired = { ...printedEntry(), expires: "2026-11-20" };
    expect(judge(rename("fabric-2"), grounds([expired])).idle).toMatchObject([{ why: "expired" }]);
    expect(judge(rename("fabric-2"), grounds([{ ...printedEntry(), expires: "2026-11-21" }])).refused).toEqual([]);
    const { refused, idle } = judge(rename("fabric-2"), grounds([{ ...printedEntry(), stack: "testnet" }]));
    expect(refused).toHaveLength(1);
    expect(idle).toEqual([]);
  });
});

describe("the allowances' file", () => {
  it.each([
    ["a reason that is missing", { reason: "" }, /allowances\.0\.reason: say why/],
    ["a rule that there isn't", { rule: "all" }, /allowances\.0\.rule: /],
    ["a digest that is none", { change: "*" }, /allowances\.0\.change: must be the digest that the finding prints/],
    ["a date that is none", { expires: "soon" }, /allowances\.0\.expires: must be a date/],
    ["a stack that there isn't", { stack: "devnet" }, /allowances\.0\.stack: /],
    ["an unknown field", { until: "2026" }, /until/],
  ])("is refused with %s", (_what, change, message) => {
    const text = JSON.stringify({ allowances: [{ ...printedEntry(), ...change }] });
    expect(() => parseAllowances(text, "ops/allowances.yaml")).toThrow(message);
  });

  it("is refused where it is no YAML or lacks its list", () => {
    expect(() => parseAllowances("a: [", "f")).toThrow(/^f is no YAML/);
    expect(() => parseAllowances("", "f")).toThrow(/^f can't be used/);
  });

  it("is refused with the printed entry as it is, its reason still empty or left out", () => {
    const [finding] = judge(rename("fabric-2"), grounds([])).refused;
    const scaffold = ["allowances:", ...entryText("mainnet", finding!, NOW).map((line) => `  ${line}`)].join("\n");
    const message = /^f can't be used:\n {2}allowances\.0\.reason: say why the change is safe now/;
    expect(() => parseAllowances(scaffold, "f")).toThrow(message);
    expect(() => parseAllowances(scaffold.replace('reason: ""', "reason:"), "f")).toThrow(message);
    // What was once merged so let nothing through, and must not stop the change that mends it.
    expect(pastAllowances(scaffold)).toEqual([]);
    expect(pastAllowances(`${scaffold}\n  - ${JSON.stringify(printedEntry())}`)).toEqual([printedEntry()]);
    expect(pastAllowances("a: [")).toEqual([]);
  });

  it("may be left without entries, and never allows a rename", () => {
    expect(parseAllowances("allowances:\n", "f")).toEqual([]);
    const entry = { ...printedEntry(), rule: "renamed" };
    expect(() => parseAllowances(JSON.stringify({ allowances: [entry] }), "f")).toThrow(
      /allowances\.0\.rule: a rename is never allowed: give the resource the alias/,
    );
  });

  it("is read as it stood at a revision", () => {
    // Neither the repository of a git hook that runs this, nor the user's own settings, such as signatures and hooks.
    const env = { PATH: process.env.PATH, HOME: folder, GIT_CONFIG_NOSYSTEM: "1" };
    const git = (...args: string[]) =>
      execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@t", ...args], { cwd: folder, env });
    git("init", "--quiet");
    git("commit", "--quiet", "--allow-empty", "-m", "before");
    mkdirSync(join(folder, "ops"));
    writeFileSync(join(folder, "ops/allowances.yaml"), JSON.stringify({ allowances: [printedEntry()] }));
    git("add", ".");
    git("commit", "--quiet", "-m", "after");
    expect(allowancesAt("HEAD", folder)).toEqual([printedEntry()]);
    expect(allowancesAt("HEAD^", folder)).toEqual([]);
    expect(() => allowancesAt("0123abc", folder)).toThrow(/git knows no revision "0123abc".*fetch-depth: 0/);
    expect(() => allowancesAt("--help", folder)).toThrow(/git knows no revision/);
  });
});

describe("input that can't be judged", () => {
  const gate = (preview: string, stack = "mainnet") => runGate({ stack, preview, source: "p.json", now: NOW });
  const whole = JSON.stringify({ steps: rename("x").steps });

  it.each([
    ["nothing", " ", /^p\.json is empty/],
    ["a cut text", whole.slice(0, -20), /^p\.json breaks off in the middle/],
    ["a preview printed as text", "Previewing update (mainnet):", /^p\.json is no JSON \(it begins with "Previewing/],
    ["other JSON", "{}", /^p\.json is JSON, but no preview of Pulumi's \(steps: /],
    ["a list", "[]", /^p\.json is no JSON|no preview of Pulumi's/],
  ])("is refused: %s", (_what, text, message) => expect(() => gate(text)).toThrow(message));

  it("is refused: an unknown stack, with a guess; a preview of the other stack", () => {
    expect(() => gate(whole, "mainet")).toThrow('unknown stack "mainet": did you mean mainnet?');
    expect(() => gate(whole, "production")).toThrow('unknown stack "production": there are mainnet, testnet');
    expect(() => gate(whole, "testnet")).toThrow('p.json is a preview of stack "mainnet", not of "testnet"');
  });

  it("is a preview that failed: told apart from a refusal, and no allowance saves it", () => {
    const failed = { ...rename("fabric-2"), errors: ["Running program failed"] };
    const judgement = judge(failed, grounds([printedEntry()]));
    expect(exitCodeOf(judgement)).toBe(UNUSABLE);
    expect(textReport(judgement, NOW)).toMatch(/the preview itself failed[\s\S]*pulumi: Running program failed/);
    expect(exitCodeOf(judge(rename("fabric-2"), grounds([])))).toBe(REFUSED);
  });

  it("reads past warnings before and after the preview", () => {
    const warned = `warning: A new version of Pulumi is available.\n{not json\n${whole}\n{"more": warnings\n`;
    expect(parsePreview(warned.replace(/\{"more.*/, "bye"), "p").steps).toHaveLength(1);
    expect(exitCodeOf(gate(`warning: locked\n${JSON.stringify(JSON.parse(whole), null, 2)}\na note on {x}\n`))).toBe(
      REFUSED,
    );
    expect(() => gate(`warning: x\n${whole.slice(0, -9)}`)).toThrow(/^p\.json breaks off in the middle/);
  });

  it("reads errors without colours, and passes over notes", () => {
    const diagnostics = [
      { severity: "error", message: "error: \u001b[31mboom\u001b[0m\n" },
      { severity: "info", message: "a note" },
    ];
    expect(parsePreview(JSON.stringify({ steps: null, diagnostics }), "p").errors).toEqual(["boom"]);
  });
});

describe("a report", () => {
  const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", plaintext: "hunter2" };

  it("never shows a secret, however it came", () => {
    const text = JSON.stringify({
      steps: [
        {
          op: "delete",
          urn: "urn:pulumi:mainnet::gx::kubernetes:core/v1:Secret::s",
          oldState: {
            type: "kubernetes:core/v1:Secret",
            inputs: { kind: "Secret", stringData: { A: "hunter2" }, nested: [secret] },
          },
        },
      ],
    });
    const judgement = judge(parsePreview(text, "p"), grounds([]));
    for (const report of [textReport(judgement, NOW), markdownReport(judgement, NOW)]) {
      expect(report).toContain(SECRET);
      expect(report).not.toContain("hunter2");
    }
  });

  it("says where a value isn't known yet", () => {
    expect(masked({ a: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" })).toEqual({ a: UNKNOWN });
  });

  it("names rule, resource, field, old and new value, remedy and the entry to paste", () => {
    const report = textReport(judge(rename("fabric-2"), grounds([])), NOW);
    for (const part of [
      "protected-kind  kubernetes:core/v1:Namespace::fabric  replaced because of metadata.name",
      '- {"metadata.name":"fabric"}',
      '+ {"metadata.name":"fabric-2"}',
      "(G21)",
      "- stack: mainnet",
      "expires: 2026-12-05",
    ]) {
      expect(report).toContain(part);
    }
  });
});
