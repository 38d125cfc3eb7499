/**
 * What the workflows promise by how they are written: which commit of an action runs, who gets secrets, which check can be required.
 * Doesn't show that GitHub accepts them (tests/toolchain/workflows-lint.test.ts has actionlint read them) or what their scripts do.
 */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import { FURTHER_TIERS, GATE_TIERS, type Tier, TIERS } from "../../tests/tiers";

const CHECKOUT = resolve(__dirname, "../..");
const WORKFLOWS = join(CHECKOUT, ".github/workflows");
const FILES = readdirSync(WORKFLOWS);
const ACTION = join(CHECKOUT, ".github/actions/prepare/action.yml");

interface WorkflowStep {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}
interface MatrixEntry {
  readonly script: string;
  readonly tier?: string;
}
interface Job {
  readonly strategy?: { readonly matrix: { readonly include?: readonly MatrixEntry[] } };
  readonly if?: string;
  readonly needs?: string | readonly string[];
  readonly environment?: string;
  readonly permissions?: unknown;
  readonly env?: Readonly<Record<string, string>>;
  readonly steps?: readonly WorkflowStep[];
}
interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: unknown;
  readonly env?: Readonly<Record<string, string>>;
  readonly concurrency?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

const textOf = (file: string) => readFileSync(join(WORKFLOWS, file), "utf8");
const workflow = (file: string) => parse(textOf(file)) as Workflow;
const jobsOf = (file: string) => Object.entries(workflow(file).jobs).map(([name, job]) => ({ name, ...job }));
const stepsOf = (file: string) => jobsOf(file).flatMap(({ steps = [] }) => steps);
const usesSecrets = (job: Job) => JSON.stringify(job).includes("${{ secrets.");

it("runs the platform's own actions alone, each at one commit, with the version beside it", () => {
  const lines = [...FILES.map(textOf), readFileSync(ACTION, "utf8")]
    .flatMap((text) => text.split("\n"))
    .filter((line) => line.includes("uses:") && !line.includes("uses: ./"));
  expect(lines.length).toBeGreaterThan(0);
  const pins = lines.map((line) => {
    const [, action, pin] =
      /uses: (actions\/(?:checkout|setup-node|cache|upload-artifact|download-artifact))@([0-9a-f]{40} # v\d+\.\d+\.\d+)$/.exec(
        line,
      ) ?? [];
    return [action ?? line, pin];
  });
  expect(pins.filter(([, pin]) => pin === undefined)).toEqual([]);
  expect(new Set(pins.map(String)).size).toBe(new Set(pins.map(([action]) => action)).size);
});

describe.each(FILES)("%s", (file) => {
  it("starts from no permissions, leaves no token in the checkout, and calls scripts that there are", () => {
    expect(workflow(file).permissions).toEqual({});
    const { scripts } = JSON.parse(readFileSync(join(CHECKOUT, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    for (const { uses, run = "", with: inputs } of stepsOf(file)) {
      if (uses?.startsWith("actions/checkout@")) expect(inputs).toMatchObject({ "persist-credentials": false });
      const script = /^npm (?:run |(?!run ))([\w:]+)/.exec(run)?.[1];
      if (script !== undefined) expect(Object.keys(scripts)).toContain(script);
      // An expression in a shell script is replaced before the shell reads it: a branch's name could become a command.
      expect(run).not.toContain("${{");
    }
  });

  it("gives secrets to no job without an environment, and to none by who runs it", () => {
    expect(textOf(file)).not.toMatch(/github\.(actor|triggering_actor)|secrets: inherit|pull_request_target/);
    expect(JSON.stringify(workflow(file).env ?? {})).not.toContain("secrets.");
    for (const job of jobsOf(file).filter(usesSecrets))
      expect([job.name, job.environment]).toEqual([job.name, expect.any(String)]);
  });

  it("publishes only folders that scripts fill for the public", () => {
    const uploads = stepsOf(file).filter(({ uses }) => uses?.startsWith("actions/upload-artifact@"));
    for (const upload of uploads) expect(upload.with?.path).toMatch(/^(review|planned)\/\$\{\{ [\w.]+ \}\}$/);
  });
});

it("compares with the live objects in an environment of its own", () => {
  expect(jobsOf("drift.yml").map(({ environment }) => environment)).toEqual(["drift"]);
});

describe("a pull request", () => {
  const { env = {}, jobs } = workflow("preview.yml");
  const bare = (expression = "") => expression.replace(/^\$\{\{ | \}\}$/g, "");

  it("gets secrets only from this repository, and not where Dependabot is its author", () => {
    const condition =
      "github.event.pull_request.head.repo.full_name == github.repository && " +
      "github.event.pull_request.user.login != 'dependabot[bot]'";
    expect(bare(env.HAS_CREDENTIALS)).toBe(condition);
    const withSecrets = Object.values(jobs).filter(usesSecrets);
    expect(withSecrets.length).toBeGreaterThan(0);
    for (const job of withSecrets) expect(bare(job.if)).toBe(condition);
  });

  const required = jobs.required;
  it("has one check to require, which waits for every other job, whatever became of it", () => {
    expect(required?.if).toBe("always()");
    expect([...(required?.needs ?? [])].sort()).toEqual(
      Object.keys(jobs)
        .filter((name) => name !== "required")
        .sort(),
    );
  });

  it.each([
    ["true", "success", "success", "success", 0],
    ["true", "failure", "success", "success", 1],
    ["true", "success", "failure", "success", 1],
    ["true", "success", "success", "failure", 1],
    ["true", "success", "cancelled", "skipped", 1],
    ["true", "success", "skipped", "skipped", 1],
    ["false", "success", "skipped", "skipped", 0],
    ["false", "failure", "skipped", "skipped", 1],
    ["", "success", "success", "success", 1],
  ])("with credentials: %s; tests %s, preview %s, comment %s: ends with %i", (has, TESTS, PREVIEW, COMMENT, code) => {
    const [step] = required?.steps ?? [];
    expect(Object.keys(step?.env ?? {})).toEqual(["TESTS", "PREVIEW", "COMMENT"]);
    const variables = { ...process.env, HAS_CREDENTIALS: has, TESTS, PREVIEW, COMMENT };
    const { status } = spawnSync("bash", ["-e", "-c", step?.run ?? "exit 9"], { env: variables });
    expect(status).toBe(code);
  });
});

describe("a deployment", () => {
  const { on, jobs } = workflow("deploy.yml");
  const needs = (job: string) => [jobs[job]?.needs].flat();

  it("begins with the tests; each stack's plan comes before its approval; the second stack waits for the first", () => {
    expect(Object.keys(jobs)).toEqual(["tests", "plan-first", "apply-first", "plan-second", "apply-second"]);
    expect(jobs.tests?.steps?.at(-1)?.run).toBe("npm test");
    expect([needs("plan-first"), needs("apply-first"), needs("plan-second"), needs("apply-second")]).toEqual([
      ...[["tests"], ["plan-first"], ["apply-first"], ["plan-second"]],
    ]);
    expect(Object.values(jobs).map((job) => job.if)).toEqual(Object.values(jobs).map(() => undefined));
  });

  it("is of testnet first, unless somebody asks for the very first one; approved in the environment of its stack", () => {
    const first = "${{ inputs.mainnet-first && 'mainnet' || 'testnet' }}";
    const second = "${{ inputs.mainnet-first && 'testnet' || 'mainnet' }}";
    const stackOf = (job: string) => jobs[job]?.env?.STACK;
    expect([stackOf("plan-first"), stackOf("plan-second")]).toEqual([first, second]);
    for (const job of ["apply-first", "apply-second"]) expect(jobs[job]?.environment).toBe(stackOf(job));
    for (const job of ["plan-first", "plan-second"]) expect(jobs[job]?.environment).toBe("preview");
    expect(on.workflow_dispatch).toMatchObject({ inputs: { "mainnet-first": { default: false } } });
  });

  it.each(["apply-first", "apply-second"])(
    "%s makes what was planned and no more, and ends when all is ready",
    (job) => {
      const runs = (jobs[job]?.steps ?? []).flatMap(({ run }) => run ?? []);
      expect(runs).toHaveLength(2);
      expect(runs[0]).toContain('--planned "planned/$STACK/planned.json"');
      expect(runs[1]).toBe('npm run health -- --stack "$STACK"');
    },
  );

  it("updates in the very process that a cancelled job sends its signal to", () => {
    const updates = stepsOf("deploy.yml").flatMap(({ run = "" }) => (run.includes("deploy") ? [run] : []));
    expect(updates).toHaveLength(2);
    for (const run of updates) expect(run).toMatch(/^exec node toolchain\/bootstrap\.mjs ops\/deploy\.ts /);
  });

  it("is never one of two at once, and never cancelled by another", () => {
    expect(workflow("deploy.yml").concurrency).toEqual({ group: "deploy", "cancel-in-progress": false });
  });
});

it("runs every tier of the tests on each merge and every night", () => {
  const { on, jobs } = workflow("tests.yml");
  expect(Object.keys(on).sort()).toEqual(["push", "schedule", "workflow_dispatch"]);
  expect(Object.values(jobs).flatMap(({ steps = [] }) => steps.map(({ run }) => run))).toContain(
    'npm run "$SCRIPT" -- ${TIER:+"$TIER"}',
  );
  const entries = Object.values(jobs).flatMap(({ strategy }) => strategy?.matrix.include ?? []);
  const tiersOf = ({ script, tier }: MatrixEntry): readonly Tier[] =>
    script === "test:all" && tier === undefined
      ? [...GATE_TIERS, ...FURTHER_TIERS]
      : TIERS.filter((one) => script === "test" && one === tier);
  expect(entries.flatMap(tiersOf)).toEqual(TIERS);
});
