/**
 * What an approval binds: the changes that were shown, whatever their order, and no others; and what a deployment says where it
 * stops. Doesn't show that two previews of the real engine have one digest: tests/lifecycle/workflows.test.ts does.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { noticeText } from "../../stacks/preflight/adoption-notice";
import { beyondApproval, type PlannedChange, plannedChanges, planOf, readPlan, writePlan } from "./approved-plan";
import { type DeploymentOptions, deployStack } from "./deployment";
import { planStack } from "./planning";
import type { CommandResult, StackCommands } from "./stack-commands";
import { addToSummary, SUMMARY_LIMIT, summaryOf } from "./step-summary";

const TYPE = "kubernetes:apps/v1:Deployment";
const update = (name: string, old: object, now: object, op = "update") => ({
  ...{ op, urn: `urn:pulumi:mainnet::gx::${TYPE}::${name}` },
  oldState: { type: TYPE, inputs: { ...old } },
  newState: { type: TYPE, inputs: { ...now } },
});
const ONE = update("one", { image: "a" }, { image: "b" });
const TWO = update("two", { image: "a" }, { image: "b" });
/** An object that is created, or taken over where it stands. */
const CREATED = {
  ...{ op: "create", urn: `urn:pulumi:mainnet::gx::${TYPE}::new` },
  newState: { type: TYPE, inputs: { metadata: { name: "new" } } },
};
const ADOPTION = { name: "Deployment new", uid: "1", changes: "changes spec.replicas: 1 → 3" };
const planned = (...steps: readonly (typeof ONE)[]) => planOf("mainnet", plannedChanges(steps));

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "gx-planned-"))));
afterEach(() => rmSync(folder, { recursive: true }));

describe("an approval", () => {
  const beyond = (changes: readonly PlannedChange[]) => beyondApproval(planned(ONE, TWO), changes);

  it("is of the changes, in whatever order, and not of what stays", () => {
    const same = update("three", {}, {}, "same");
    expect(planned(TWO, same, ONE).digest).toBe(planned(ONE, TWO).digest);
    expect(beyond(plannedChanges([TWO, ONE, same]))).toBeUndefined();
  });

  it("holds for the rest of them, after a deployment that broke off", () => {
    expect(beyond(plannedChanges([TWO]))).toBeUndefined();
  });

  it.each([
    ["another value", update("two", { image: "a" }, { image: "c" })],
    ["a change from something else", update("two", { image: "0" }, { image: "b" })],
    ["another operation", update("two", { image: "a" }, { image: "b" }, "replace")],
    ["another resource", update("three", { image: "a" }, { image: "b" })],
    ["a replacement for another reason", { ...TWO, replaceReasons: ["image"] }],
  ])("doesn't cover %s, and the refusal names it", (_what, other) => {
    const refusal = beyond(plannedChanges([ONE, other]));
    expect(refusal).toContain(`  ${other.op} ${TYPE}::${other.urn.split("::").at(-1)}\n`);
    expect(refusal).not.toContain(`${TYPE}::one`);
    expect(refusal).toContain(planned(ONE, TWO).digest);
    expect(refusal).toContain("run all jobs of the workflow again");
  });

  it("of a create isn't one of an adoption, nor the other way round", () => {
    const [created, adopted] = [plannedChanges([CREATED]), plannedChanges([{ ...CREATED, adoption: ADOPTION }])];
    expect(beyondApproval(planOf("mainnet", adopted), adopted)).toBeUndefined();
    expect(beyondApproval(planOf("mainnet", created), adopted)).toContain(`  adopt ${TYPE}::new\n`);
    expect(beyondApproval(planOf("mainnet", adopted), created)).toContain(`  create ${TYPE}::new\n`);
  });

  it("is read as it was written; not for another stack or revision, nor from another file", () => {
    const file = join(folder, "planned.json");
    writePlan(folder, planned(ONE));
    expect(readPlan(file, "mainnet")).toEqual(planned(ONE));
    expect(() => readPlan(file, "testnet")).toThrow("is a plan of mainnet, not of testnet");
    writePlan(folder, { ...planned(ONE), revision: "0123456" });
    expect(() => readPlan(file, "mainnet")).toThrow("is a plan of revision 0123456, but");
    writeFileSync(file, "{}");
    expect(() => readPlan(file, "mainnet")).toThrow(`--planned is "${file}", which isn't what \`npm run plan\` writes`);
    expect(() => readPlan(join(folder, "none"), "mainnet")).toThrow("which isn't there: give the planned.json");
  });
});

/** Pulumi's commands of a stack that was never deployed, with this preview; an update ends so. */
function commandsOf(steps: readonly object[], up: Partial<CommandResult> = {}, warnings: readonly string[] = []) {
  const updates: (readonly string[])[] = [];
  const result = { exitCode: 0, output: "", errors: "" };
  const diagnostics = warnings.map((message) => ({ severity: "warning", message }));
  const create = steps.filter((step) => "op" in step && step.op === "create").length;
  const preview = JSON.stringify({ steps, diagnostics, changeSummary: { create } });
  const commands: StackCommands = {
    stack: "mainnet",
    state: async ([, what]) => ({ ...result, output: what === "export" ? '{"deployment":{}}' : "[]" }),
    program: async (args) => {
      if (args[0] === "preview") return { ...result, output: preview };
      updates.push(args);
      return { ...result, ...up };
    },
  };
  return { commands, updates };
}

/** No allowance, so that what is committed in this checkout plays no part. */
function options(): DeploymentOptions {
  const allowancesFile = join(folder, "allowances.yaml");
  writeFileSync(allowancesFile, "allowances: []\n");
  return { folder, allowancesFile, now: new Date() };
}

describe("a plan to approve", () => {
  it("is written where it passes, and its summary says what approving means", async () => {
    const { exitCode, summary } = await planStack(commandsOf([ONE]).commands, options());
    expect(exitCode).toBe(0);
    expect(readPlan(join(folder, "planned.json"), "mainnet").changes).toEqual(plannedChanges([ONE]));
    expect(summary).toContain(`1 change, ${planned(ONE).digest}. Whoever approves the deployment approves these`);
  });

  it("tells in its summary what is to be adopted from what is to be created", async () => {
    const another = {
      ...{ ...CREATED, urn: `${CREATED.urn}-2` },
      newState: { type: TYPE, inputs: { metadata: { name: "b" } } },
    };
    const { commands } = commandsOf([CREATED, another], {}, [`warning: ${noticeText(ADOPTION)}`]);
    const { summary, text } = await planStack(commands, options());
    expect(summary).toContain(": 2 changes (1 to adopt what stands already), sha256:");
    expect(summary).toContain("### mainnet: 1 create, 1 adopt (stand already)\n");
    for (const shown of [summary, text])
      expect(shown).toContain("Deployment new (uid 1) changes spec.replicas: 1 → 3\n");
  });

  it("is not written where the gate refuses it", async () => {
    const steps = [{ op: "delete", urn: `urn:pulumi:mainnet::gx::kubernetes:core/v1:Namespace::fabric` }].map(
      (step) => ({
        ...step,
        oldState: { type: "kubernetes:core/v1:Namespace", inputs: {} },
      }),
    );
    const { exitCode, summary } = await planStack(commandsOf(steps).commands, options());
    expect(exitCode).toBe(1);
    expect(summary).toContain("No plan of mainnet");
    expect(() => readPlan(join(folder, "planned.json"), "mainnet")).toThrow("isn't there");
  });
});

describe("a deployment", () => {
  it("of the approved changes is held to pulumi's plan; without one where an operator says so", async () => {
    const { commands, updates } = commandsOf([ONE]);
    expect(await deployStack(commands, { ...options(), approved: planned(ONE) })).toMatchObject({ exitCode: 0 });
    expect(await deployStack(commands, { ...options(), isPlanless: true })).toMatchObject({ exitCode: 0 });
    expect(updates.map((args) => args.some((arg) => arg.startsWith("--plan=")))).toEqual([true, false]);
  });

  it.each([true, false])(
    "of other changes than the approved ones touches nothing; without a plan: %s",
    async (isPlanless) => {
      const { commands, updates } = commandsOf([ONE, TWO]);
      const { exitCode, text } = await deployStack(commands, { ...options(), approved: planned(ONE), isPlanless });
      expect(exitCode).toBe(1);
      expect(text).toMatch(
        /Not approved, or not with these values:\n {2}update .*::two\n[\s\S]*\nNothing was deployed\.\n$/,
      );
      expect(updates).toEqual([]);
    },
  );

  it.each([
    ["another update's lock", "error: the stack is currently locked by 1 lock(s)", "pulumi cancel --stack mainnet"],
    [
      "a broken plan",
      "error: resource x violates plan: properties changed: ~~a[{v}!={w}]",
      "deploy with --without-plan",
    ],
    ["what pulumi says", "error: no space left", "The update of mainnet failed as pulumi says above"],
    ["nothing that pulumi says", "", "pulumi ended with code 255 and said nothing"],
  ])("that fails over %s says why and what is next, without values", async (_what, errors, advice) => {
    const { commands } = commandsOf([ONE], { exitCode: 255, errors });
    const { exitCode, text } = await deployStack(commands, options());
    expect(exitCode).toBe(1);
    expect(text).toContain(advice);
    expect(text).not.toContain("{v}");
  });
});

it("a summary is cut to what GitHub takes, in whole lines, and says so", () => {
  const file = join(folder, "summary.md");
  addToSummary(undefined, "nowhere");
  addToSummary(file, summaryOf("mainnet: deployed", "a line …\n".repeat(100_000)));
  const written = readFileSync(file, "utf8");
  expect(written.length).toBeLessThanOrEqual(SUMMARY_LIMIT);
  expect(Buffer.byteLength(written)).toBeLessThan(1024 * 1024);
  expect(written).toMatch(/a line …\n```\n\nCut: the log of the run has it all\.\n\n$/);
  expect(summaryOf("mainnet: deployed", "all")).toBe("### mainnet: deployed\n\n```\nall\n```\n");
});
