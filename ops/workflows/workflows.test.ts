/**
 * The parts around pulumi: what `gh` is called with, where a kubeconfig goes, what drift reads like.
 * Doesn't show that GitHub accepts the calls; the runs against a cluster are in tests/lifecycle/workflows.test.ts.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { driftIssue, driftOf, exitCodeOfDrift } from "./drift-report";
import { type Gh, writeComment, writeDriftIssue } from "./github";
import { placeKubeconfig } from "./kubeconfig";
import type { CommandResult, StackCommands } from "./stack-commands";

/** A `gh` that gives these answers to commands beginning with these words, and keeps what it was called with. */
function fakeGh(answers: Readonly<Record<string, string>>) {
  const calls: { readonly words: string; readonly input: string | undefined }[] = [];
  const run: Gh = (args, input) => {
    const words = args.join(" ");
    calls.push({ words, input });
    return Object.entries(answers).find(([start]) => words.startsWith(start))?.[1] ?? "";
  };
  return { run, calls };
}

function commandsThatPrint(output: string, exitCode = 0, errors = ""): StackCommands {
  const result = async (): Promise<CommandResult> => ({ exitCode, output, errors });
  return { stack: "mainnet", program: result, state: result };
}

describe("the comment", () => {
  it("is written over the earlier one", () => {
    const { run, calls } = fakeGh({ "api --paginate": "42\n43\n" });
    writeComment(run, 7, "<!-- marker -->", "text");
    expect(calls[0]?.words).toContain('startswith("<!-- marker -->")');
    expect(calls[1]).toEqual({
      words: "api --silent --method PATCH repos/{owner}/{repo}/issues/comments/42 --input -",
      input: '{"body":"text"}',
    });
    expect(calls).toHaveLength(2);
  });

  it("is new where there is none", () => {
    const { run, calls } = fakeGh({});
    writeComment(run, 7, "<!-- marker -->", "text");
    expect(calls[1]?.words).toBe("api --silent --method POST repos/{owner}/{repo}/issues/7/comments --input -");
  });
});

describe("the issue about drift", () => {
  it("is the open one, or a new one: never a second", () => {
    for (const [open, words] of [
      ['[{"number":5}]', "issue edit 5 --title t --body-file -"],
      ["[]", "issue create --title t --label drift --body-file -"],
    ] as const) {
      const { run, calls } = fakeGh({ "issue list": open });
      writeDriftIssue(run, "t", "body");
      expect(calls.at(-1)).toEqual({ words, input: "body" });
      expect(calls.filter(({ words }) => /^issue (create|edit)/.test(words))).toHaveLength(1);
    }
  });
});

describe("drift", () => {
  const update = (old: object, now: object, errors: string[] = []) =>
    JSON.stringify({
      steps: [
        { op: "refresh", urn: "urn:pulumi:mainnet::gx::kubernetes:core/v1:Namespace::fabric" },
        {
          op: "update",
          urn: "urn:pulumi:mainnet::gx::kubernetes:core/v1:Namespace::fabric",
          oldState: { type: "kubernetes:core/v1:Namespace", inputs: old },
          newState: { type: "kubernetes:core/v1:Namespace", inputs: now },
        },
      ],
      diagnostics: errors.map((message) => ({ severity: "error", message })),
    });

  it("is drift too where the preview fails over who owns the changed field", async () => {
    const output = update({ a: "live" }, { a: "declared" }, ["error: Apply failed with 1 conflict"]);
    const drift = await driftOf(commandsThatPrint(output, 1));
    expect(exitCodeOfDrift([drift])).toBe(1);
    expect(drift.lines).toEqual(['update `kubernetes:core/v1:Namespace::fabric`: `a`: `"live"` → `"declared"`']);
    expect(driftIssue([drift], undefined)).toContain("pulumi: Apply failed with 1 conflict");
  });

  it("in a secret is told without its value", async () => {
    const drift = await driftOf(commandsThatPrint(update({ data: "[secret]" }, { data: "[secret]" }), 1));
    expect(drift.lines).toEqual(["update `kubernetes:core/v1:Namespace::fabric`: a secret value"]);
  });

  it("is none in a preview without steps, and not known where pulumi fails without a word of it", async () => {
    const none = '{"steps":[],"diagnostics":[]}';
    expect(exitCodeOfDrift([await driftOf(commandsThatPrint(none))])).toBe(0);
    expect(exitCodeOfDrift([await driftOf(commandsThatPrint(none, 1, "no space left"))])).toBe(2);
    await expect(driftOf(commandsThatPrint("", 255, "error: no credentials"))).rejects.toThrow(
      /the preview of mainnet \(pulumi said: error: no credentials\) is empty/,
    );
  });
});

describe("a kubeconfig that comes as text", () => {
  let checkout: string;
  beforeEach(() => void (checkout = mkdtempSync(join(tmpdir(), "gx-checkout-"))));
  afterEach(() => rmSync(checkout, { recursive: true, force: true }));
  const stackFile = (text: string) => writeFileSync(join(checkout, "Pulumi.mainnet.yaml"), text);

  it("goes to where the stack file says, for its owner's eyes only, and never over a file that is there", () => {
    stackFile("config:\n  gx:kubeconfig: mainnet.kubeconfig\n");
    const file = join(checkout, "mainnet.kubeconfig");
    placeKubeconfig("mainnet", checkout, undefined);
    expect(existsSync(file)).toBe(false);
    placeKubeconfig("mainnet", checkout, "first");
    placeKubeconfig("mainnet", checkout, "second");
    expect(readFileSync(file, "utf8")).toBe("first");
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it("is refused where the stack file doesn't say", () => {
    stackFile("config: {}\n");
    expect(() => placeKubeconfig("mainnet", checkout, "text")).toThrow(
      /gx:kubeconfig is missing in Pulumi\.mainnet\.yaml/,
    );
  });
});
