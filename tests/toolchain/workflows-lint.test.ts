/**
 * That GitHub would accept the workflows: actionlint reads their syntax, expressions, needs, permissions and shell. It does not
 * run them; what they promise by how they are written is tested in ops/workflows/workflow-files.test.ts, what their steps call in
 * tests/lifecycle/workflows.test.ts.
 */
import * as path from "node:path";
import { expect, it } from "@jest/globals";
import { ensureToolchain } from "../../toolchain";
import { silent } from "../../toolchain/progress";
import { runCommand } from "../../toolchain/run-command";
import { PROJECT_ROOT } from "../support/stack-file";

const TIMEOUT_MS = 300_000;

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
