import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { progressTo } from "../toolchain/progress";
import { UserError } from "../toolchain/user-error";
import { commandLine } from "./command-line";
import { assertStack } from "./gate/gate";
import { deployStack } from "./workflows/deployment";
import { openStack } from "./workflows/stack-commands";

const HELP = `Usage: npm run deploy -- --stack STACK

Plans an update of a stack with the policies, judges the plan with the change gate, and applies that plan and nothing else.
Allowances that stood in the revision that was deployed last are used up.

Environment: as for npm run preview:pr.

Exit code: 0 deployed; 1 refused or failed; 2 nothing to judge, or a preview that failed: nothing was deployed.
`;

commandLine(HELP, async (args) => {
  const { values } = parseArgs({ args: [...args], options: { stack: { type: "string" } } });
  const { stack } = values;
  if (stack === undefined) throw new UserError("--stack is missing: name the stack, as in --stack mainnet");
  assertStack(stack);
  const commands = await openStack(stack, progressTo(process.stderr));
  const folder = mkdtempSync(join(tmpdir(), "gx-plan-"));
  try {
    const { text, exitCode } = await deployStack(commands, { folder, now: new Date() });
    process.stdout.write(text);
    return exitCode;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
