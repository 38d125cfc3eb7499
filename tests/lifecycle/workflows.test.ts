/**
 * The scripts behind the workflows, each one pass on a real engine and a real API server: what a pull request shows, an allowance
 * that serves once, a plan that is applied and one that no longer fits, one that was approved, drift. Doesn't show that GitHub runs the
 * workflows (tests/toolchain/workflows-lint.test.ts reads them) nor that `gh` accepts what it is called with.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { stringify } from "yaml";
import type { EnvironmentName } from "../../components/shared/labels";
import type { PulumiResult } from "../../lab/lab-stack";
import type { SettingChanges } from "../../lab/stack-overlay";
import { COMMENT_LIMIT, pullRequestComment } from "../../ops/comment/pull-request-comment";
import { readReview } from "../../ops/comment/stack-review";
import { PLANNED_FILE, readPlan } from "../../ops/workflows/approved-plan";
import { applyPlan, type DeploymentResult, deployStack } from "../../ops/workflows/deployment";
import { lastDeployedRevision } from "../../ops/workflows/last-deployment";
import { driftIssue, driftOf, exitCodeOfDrift } from "../../ops/workflows/drift-report";
import { planStack } from "../../ops/workflows/planning";
import { reviewStack } from "../../ops/workflows/review";
import { savePlan } from "../../ops/workflows/saved-plan";
import type { CommandResult, StackCommands } from "../../ops/workflows/stack-commands";
import { exited } from "../support/exited";
import { parsedByMermaid } from "../support/parsed-by-mermaid";
import { startTestLab, type TestLab } from "../support/test-lab";

const TIMEOUT_MS = 1_800_000;
const GUARDED_PROGRAM = path.join(__dirname, "guarded-program");
/** Settings, and the secrets that the program makes of them: a plan holds settings as they are. */
const NOTES = ["first-note", "second-note", "third-note"] as const;
const SECRETS = NOTES.map((note) => note.toUpperCase());
const now = new Date();
/** What nobody declared is looked for in drift.test.ts. */
const nobody = async () => [];

let test: TestLab;
beforeAll(async () => void (test = await startTestLab("workflows")), TIMEOUT_MS);
afterAll(() => test.dispose(), TIMEOUT_MS);

/** A new folder in the lab's. */
function folder(name: string): string {
  const created = path.join(test.lab.folder, "workflows", name);
  mkdirSync(created, { recursive: true });
  return created;
}

async function commandsOf(
  stack: EnvironmentName,
  changes: SettingChanges = {},
  program?: string,
): Promise<StackCommands> {
  const labStack = await test.stack(stack, changes, program);
  return {
    stack,
    program: async (args) => asCommandResult(await labStack.program(args, "captured")),
    state: async (args) => asCommandResult(await labStack.state(args)),
  };
}

/** The lab gives both streams as one: what follows a JSON document came from standard error. */
function asCommandResult({ exitCode, output }: PulumiResult): CommandResult {
  const end = output.startsWith("{") ? output.indexOf("\n}\n") + 3 : output.length;
  return { exitCode, output: output.slice(0, end), errors: output.slice(end) };
}

/** What a deployment printed, which must have ended with that code. */
const ended = (expected: number, { exitCode, text }: DeploymentResult) => exited(expected, exitCode, text);

const guarded = (passwordLength: number, note: string) =>
  commandsOf("testnet", { passwordLength, note }, GUARDED_PROGRAM);
const noteOnCluster = () =>
  test.kubectl.run(["get", "priorityclass", "gx-described", "--output=jsonpath={.description}"]);

describe("a pull request", () => {
  it(
    "shows mainnet's preview, gate, policies and what etcd survives in one comment, and creates nothing",
    async () => {
      const out = folder("mainnet");
      const { exitCode, gateText } = await reviewStack(await commandsOf("mainnet"), { folder: out, now });
      expect(exited(0, exitCode, gateText)).toContain("passed");
      const comment = pullRequestComment([readReview(out)], { artifact: "preview" });
      expect(comment).toMatch(/### mainnet: \d+ create/);
      expect(comment).toContain("✅ gate of mainnet: passed");
      expect(comment).toContain("| etcd | 4 members, 3 needed, tolerates the loss of 1 |");
      const picture = /^```mermaid\n([\s\S]*?)\n```$/m.exec(comment)?.[1] ?? "no picture";
      expect(picture).toContain("postgres ×3, new");
      expect(picture).toContain('|"opens TCP 5432"|');
      expect(picture).toContain("kube-system: traefik");
      expect(parsedByMermaid([picture])).toEqual([expect.objectContaining({ nodes: expect.anything() })]);
      expect(comment).toContain("+ kubernetes:apps/v1:Deployment");
      expect(comment).not.toContain("The preview ended before");
      expect(comment.length).toBeLessThanOrEqual(COMMENT_LIMIT);
      expect(await test.kubectl.run(["get", "namespaces", "--output=name"])).not.toContain("backend-mainnet");
    },
    TIMEOUT_MS,
  );
});

describe("a deployment", () => {
  it(
    "of mainnet plans, passes the gate and applies the plan; nothing differs afterwards",
    async () => {
      const commands = await commandsOf("mainnet");
      expect(await lastDeployedRevision(commands)).toBeUndefined();
      const { exitCode, text } = await deployStack(commands, { folder: folder("deploy"), now });
      expect(exited(0, exitCode, text)).toMatch(/\+ \d+ created/);
      expect(await lastDeployedRevision(commands)).toMatch(/^[0-9a-f]{40}$/);

      const drift = await driftOf(commands, nobody);
      expect(drift).toEqual({ stack: "mainnet", lines: [], added: [], takenBackBy: [], notes: [], errors: [] });
      expect(exitCodeOfDrift([drift])).toBe(0);
      expect(driftIssue([drift], undefined)).toBeUndefined();
    },
    TIMEOUT_MS,
  );

  it(
    "that replaces a password is refused, and goes through with the printed entry, once",
    async () => {
      const options = { folder: folder("guarded"), now };
      ended(0, await deployStack(await guarded(20, NOTES[0]), options));

      const longer = await guarded(24, NOTES[0]);
      const { judgement } = await savePlan(longer, options);
      expect(judgement.refused).toMatchObject([{ rule: "protected-kind", old: { length: 20 }, new: { length: 24 } }]);
      expect(ended(1, await deployStack(longer, options))).toContain("Nothing was deployed.");

      const [{ rule, resource, change }] = judgement.refused as [(typeof judgement.refused)[number]];
      const entry = { stack: "testnet", rule, resource, change, reason: "nothing uses it yet", expires: "2099-12-31" };
      const allowancesFile = path.join(options.folder, "allowances.yaml");
      writeFileSync(allowancesFile, stringify({ allowances: [entry] }));
      ended(0, await deployStack(longer, { ...options, allowancesFile }));

      const again = await deployStack(await guarded(28, NOTES[0]), { ...options, allowancesFile });
      expect(ended(1, again)).toContain("fits no change of this preview");
    },
    TIMEOUT_MS,
  );

  it(
    "applies the saved plan, and refuses one that no longer fits, without printing the secret in it",
    async () => {
      const options = { folder: folder("plan"), now };
      const { planFile } = await savePlan(await guarded(24, NOTES[1]), options);
      expect(readFileSync(planFile, "utf8")).not.toContain(SECRETS[1]);

      const other = ended(1, await applyPlan(await guarded(24, NOTES[2]), planFile));
      expect(other).toContain("violates plan");
      for (const secret of SECRETS) expect(other).not.toContain(secret);
      expect(await noteOnCluster()).toBe(SECRETS[0]);

      ended(0, await applyPlan(await guarded(24, NOTES[1]), planFile));
      expect(await noteOnCluster()).toBe(SECRETS[1]);
    },
    TIMEOUT_MS,
  );
});

describe("an approved plan", () => {
  const about = (label: string) =>
    commandsOf("testnet", { passwordLength: 24, note: NOTES[1], about: label }, GUARDED_PROGRAM);
  const labelOnCluster = () =>
    test.kubectl.run(["get", "priorityclass", "gx-described", "--output=jsonpath={.metadata.labels.about}"]);

  it.each([false, true])(
    "is made by a later preview of its own, and nothing else is; without pulumi's plan: %s",
    async (isPlanless) => {
      const options = { folder: folder(`approved-${isPlanless}`), now, isPlanless };
      const before = await labelOnCluster();
      const label = `shown-${isPlanless}`;
      const { summary, ...planned } = await planStack(await about(label), options);
      ended(0, planned);
      const approved = readPlan(path.join(options.folder, PLANNED_FILE), "testnet");
      expect(summary).toContain(`1 change, ${approved.digest}. Whoever approves`);
      expect(summary).toContain(label);
      for (const secret of SECRETS) expect(summary).not.toContain(secret);

      const other = ended(1, await deployStack(await about("another"), { ...options, approved }));
      expect(other).toMatch(
        /not with these values:\n {2}update kubernetes:scheduling\.k8s\.io\/v1:PriorityClass::described\n/,
      );
      expect(await labelOnCluster()).toBe(before);

      ended(0, await deployStack(await about(label), { ...options, approved }));
      expect(await labelOnCluster()).toBe(label);
      ended(0, await deployStack(await about(label), { ...options, approved }));
    },
    TIMEOUT_MS,
  );
});

describe("the nightly comparison", () => {
  it(
    "finds what somebody changed by hand, names it in one issue, and leaves it as it is",
    async () => {
      const label = () =>
        test.kubectl.run(["get", "node", "srv1092158.hstgr.cloud", "--output=jsonpath={.metadata.labels.node-role}"]);
      await test.kubectl.run(["label", "node", "srv1092158.hstgr.cloud", "node-role=testdev", "--overwrite"]);
      const drift = await driftOf(await commandsOf("mainnet"), nobody);
      expect(exitCodeOfDrift([drift])).toBe(1);
      const issue = driftIssue([drift], "https://ci.example/1");
      expect(issue).toMatch(/### mainnet: differs[\s\S]*`metadata\.labels\.node-role`: `"testdev"` → `"primary"`/);
      expect(await label()).toBe("testdev");
    },
    TIMEOUT_MS,
  );

  it(
    "tells a comparison that failed from one that found nothing",
    async () => {
      const commands = await commandsOf("mainnet", { clusterIdentity: "00000000-0000-4000-8000-000000000000" });
      const drift = await driftOf(commands, nobody);
      expect(drift.errors.length).toBeGreaterThan(0);
      expect(exitCodeOfDrift([drift])).toBe(2);
    },
    TIMEOUT_MS,
  );
});
