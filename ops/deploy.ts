import { parseArgs } from "node:util";
import { progressTo } from "../toolchain/progress";
import { UserError } from "../toolchain/user-error";
import { commandLine } from "./command-line";
import { assertStack } from "./gate/gate";
import { deployStack } from "./workflows/deployment";
import { withPlanFolder } from "./workflows/saved-plan";
import { openStack } from "./workflows/stack-commands";

const HELP = `Usage: npm run deploy -- --stack STACK [--after REVISION]

Plans an update of a stack with the policies, judges the plan with the change gate, and applies that plan and nothing else.
What is checked out must contain the revision that was deployed last; allowances that stood in that one are used up.

  --stack STACK      mainnet or testnet
  --after REVISION   go on although the revision deployed last isn't in what is checked out, and name it to show which is meant;
                     "unrecorded" where the update recorded none. Every allowance then counts as used up
  --help             this text

Environment: as for npm run preview:pr.

Exit code: 0 deployed; 1 refused or failed; 2 nothing to judge, a preview that failed, or the revision deployed last
isn't in what is checked out: nothing was deployed.
`;

commandLine(HELP, async (args) => {
  const { values } = parseArgs({ args: [...args], options: { stack: { type: "string" }, after: { type: "string" } } });
  const { stack, after } = values;
  if (stack === undefined) throw new UserError("--stack is missing: name the stack, as in --stack mainnet");
  assertStack(stack);
  const commands = await openStack(stack, progressTo(process.stderr));
  return withPlanFolder(async (folder) => {
    const { text, exitCode } = await deployStack(commands, { folder, after, now: new Date() });
    process.stdout.write(text);
    return exitCode;
  });
});
