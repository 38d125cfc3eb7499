/**
 * The parts around pulumi: what `gh` is called with, where a kubeconfig goes, what drift reads like.
 * Doesn't show that GitHub accepts the calls; the runs against a cluster are in tests/lifecycle/workflows.test.ts.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { driftIssue, driftNotes, driftOf, exitCodeOfDrift } from "./drift-report";
import { type Gh, writeComment, writeDriftIssue } from "./github";
import { placeKubeconfig } from "./kubeconfig";
import { reviewStack } from "./review";
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

  it("is cut to the size that GitHub takes, by whole lines, and says so", () => {
    const { run, calls } = fakeGh({ "issue list": "[]" });
    writeDriftIssue(run, "t", `${"- a line\n".repeat(20_000)}the end`);
    const written = calls.at(-1)?.input ?? "";
    expect(written.length).toBeLessThanOrEqual(65_536);
    expect(written).toMatch(
      /- a line\n\n\*\*Cut to the size that an issue may have: the whole text is in the log of the run\.\*\*\n$/,
    );
  });
});

describe("drift", () => {
  const NAMESPACE = "kubernetes:core/v1:Namespace";
  const urn = `urn:pulumi:mainnet::gx::${NAMESPACE}::fabric`;
  const nobody = async () => [];
  const update = (old: object, now: object, errors: string[] = [], more: object = {}) =>
    JSON.stringify({
      steps: [
        { op: "refresh", urn },
        {
          ...{ op: "update", urn },
          oldState: { type: NAMESPACE, inputs: old },
          newState: { type: NAMESPACE, inputs: now },
          ...more,
        },
      ],
      diagnostics: errors.map((message) => ({ severity: "error", message })),
    });

  it("is drift too where the preview fails over it; then nothing is looked for that nobody declared", async () => {
    const output = update({ a: "live" }, { a: "declared" }, ["error: Apply failed with 1 conflict"]);
    const drift = await driftOf(commandsThatPrint(output, 1), () => Promise.reject(new Error("asked")));
    expect(exitCodeOfDrift([drift])).toBe(1);
    expect(drift.lines).toEqual(['update `kubernetes:core/v1:Namespace::fabric`: `a`: `"live"` → `"declared"`']);
    expect(drift.errors).toEqual(["pulumi: Apply failed with 1 conflict"]);
    expect(driftIssue([drift], undefined)).toContain("pulumi: Apply failed with 1 conflict");
  });

  it("in a secret is told without its value", async () => {
    const drift = await driftOf(commandsThatPrint(update({ data: "[secret]" }, { data: "[secret]" }), 1), nobody);
    expect(drift.lines).toEqual(["update `kubernetes:core/v1:Namespace::fabric`: a secret value"]);
  });

  it("is none in a preview without steps, and not known where pulumi fails without a word of it", async () => {
    const none = '{"steps":[],"diagnostics":[]}';
    expect(exitCodeOfDrift([await driftOf(commandsThatPrint(none), nobody)])).toBe(0);
    expect(exitCodeOfDrift([await driftOf(commandsThatPrint(none, 1, "no space left"), nobody)])).toBe(2);
    const warned = `warning: a new version is available\n${none}`;
    expect(exitCodeOfDrift([await driftOf(commandsThatPrint(warned), nobody)])).toBe(0);
    await expect(driftOf(commandsThatPrint("", 255, "error: no credentials"), nobody)).rejects.toThrow(
      /the preview of mainnet \(pulumi said: error: no credentials\) is empty/,
    );
  });

  it("is what stands undeclared, and not known where that can't be read", async () => {
    const inputs = { apiVersion: "v1", kind: "Namespace", metadata: { name: "fabric" } };
    const state = { type: NAMESPACE, inputs };
    const same = JSON.stringify({ steps: [{ op: "same", urn, oldState: state, newState: state }], diagnostics: [] });
    const stranger = { group: "", kind: "Pod", namespace: "fabric", name: "miner", uid: "1", created: "today" };
    const asked: (readonly string[])[] = [];
    const drift = await driftOf(commandsThatPrint(same), async (namespaces) => {
      asked.push(namespaces);
      return [{ ...stranger, owners: [], managers: ["kubectl-run"] }];
    });
    expect(asked).toEqual([["fabric"]]);
    expect(exitCodeOfDrift([drift])).toBe(1);
    expect(driftIssue([drift], undefined)).toMatch(
      /Added by hand:\n\n- `Pod fabric\/miner`: not declared; created today by kubectl-run\n/,
    );
    const unread = await driftOf(commandsThatPrint(same), () => Promise.reject(new Error("answered 403")));
    expect(exitCodeOfDrift([unread])).toBe(2);
    expect(driftIssue([unread], undefined)).toContain("- undeclared objects: answered 403");
  });

  it("is known where pulumi's changes are only what was added, as a container before the declared one is", async () => {
    const inputs = (name: string) => ({ containers: [{ name }] });
    const fieldsV1 = { "f:containers": { 'k:{"name":"helper"}': { ".": {} } } };
    const metadata = { managedFields: [{ manager: "kubectl-patch", time: "today", fieldsV1 }] };
    const live = { metadata, containers: [{ name: "helper" }, { name: "service" }] };
    const oldState = { type: NAMESPACE, inputs: inputs("helper"), outputs: live };
    const output = update({}, inputs("service"), [], { oldState });
    const drift = await driftOf(commandsThatPrint(output, 7), nobody);
    expect(drift).toMatchObject({ lines: [], added: [expect.stringContaining("containers[name=helper]")], errors: [] });
  });

  it("isn't a workload that isn't ready, although pulumi counts it as a change", async () => {
    const live = { kind: "Deployment", metadata: { name: "svc", namespace: "fabric" }, status: {} };
    const output = update({}, {}, [], { oldState: { type: "kubernetes:apps/v1:Deployment", outputs: live } });
    const drift = await driftOf(commandsThatPrint(output, 1), nobody);
    expect(exitCodeOfDrift([drift])).toBe(0);
    expect(driftIssue([drift], undefined)).toBeUndefined();
    expect(driftNotes([drift])).toBe("No drift, but in mainnet: `Deployment fabric/svc`: not ready\n");
  });
});

describe("what a review may publish", () => {
  it.each([
    ["passes", '{"steps":[],"diagnostics":[]}'],
    ["prints no preview", "error: no space left"],
  ])("never holds the plan, where pulumi %s", async (_what, output) => {
    const folder = mkdtempSync(join(tmpdir(), "gx-review-"));
    const plans: string[] = [];
    const program = async (args: readonly string[]): Promise<CommandResult> => {
      const plan = args.find((arg) => arg.startsWith("--save-plan="))?.slice("--save-plan=".length);
      if (plan === undefined) return { exitCode: 0, output: "the preview as text", errors: "" };
      writeFileSync(plan, "{}");
      plans.push(plan);
      return { exitCode: 0, output, errors: "" };
    };
    const commands: StackCommands = { stack: "mainnet", program, state: program };
    await reviewStack(commands, { folder, now: new Date() }).catch(() => undefined);
    expect(plans.map((plan) => existsSync(plan))).toEqual([false]);
    expect(readdirSync(folder)).toContain("preview.txt");
    expect(readdirSync(folder).filter((name) => name.includes("plan"))).toEqual([]);
    rmSync(folder, { recursive: true });
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
