/**
 * That GitHub would accept the workflows: actionlint reads their syntax, expressions, needs, permissions and shell. It does not
 * run them; what their steps call is tested in tests/lifecycle/workflows.test.ts.
 */
import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { expect, it } from "@jest/globals";
import { parse } from "yaml";
import { ensureToolchain } from "../../toolchain";
import { silent } from "../../toolchain/progress";
import { runCommand } from "../../toolchain/run-command";
import { PROJECT_ROOT } from "../support/stack-file";

const TIMEOUT_MS = 300_000;
const FOLDER = path.join(PROJECT_ROOT, ".github/workflows");
const FILES = readdirSync(FOLDER);

interface Workflow {
  readonly permissions?: unknown;
  readonly jobs: Readonly<
    Record<string, { readonly steps?: readonly { readonly uses?: string; readonly run?: string }[] }>
  >;
}

it(
  "actionlint finds nothing",
  async () => {
    const tools = await ensureToolchain(["actionlint"], silent);
    const { code, output } = await runCommand(tools.path("actionlint"), ["-no-color"], { cwd: PROJECT_ROOT });
    expect({ code, output }).toEqual({ code: 0, output: "" });
  },
  TIMEOUT_MS,
);

it(
  "is no formality: it finds a misspelt context",
  async () => {
    const tools = await ensureToolchain(["actionlint"], silent);
    const broken = path.join(__dirname, "broken-workflow.yml");
    const { code, output } = await runCommand(tools.path("actionlint"), ["-no-color", broken], { cwd: PROJECT_ROOT });
    expect(output).toContain('property "evnt" is not defined');
    expect(code).toBe(1);
  },
  TIMEOUT_MS,
);

it.each(FILES)("%s starts from no permissions, uses the platform's own actions only, and calls scripts", (file) => {
  const workflow = parse(readFileSync(path.join(FOLDER, file), "utf8")) as Workflow;
  expect(workflow.permissions).toEqual({});
  const { scripts } = JSON.parse(readFileSync(path.join(PROJECT_ROOT, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
  };
  for (const { uses, run } of Object.values(workflow.jobs).flatMap(({ steps = [] }) => steps)) {
    if (uses !== undefined)
      expect(uses).toMatch(/^actions\/(checkout|setup-node|upload-artifact|download-artifact)@v\d+$/);
    const script = /^npm (?:run )?([\w:]+)/.exec(run ?? "")?.[1];
    if (script !== undefined) expect(Object.keys(scripts)).toContain(script);
    // An expression in a shell script is replaced before the shell reads it: a branch's name could become a command.
    expect(run ?? "").not.toContain("${{");
  }
});
