import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { progressTo } from "../toolchain/progress";
import { backupStandings } from "./backup/standings";
import { commandLine } from "./command-line";
import { clusterAccess } from "./drift/cluster-access";
import { stackNamed } from "./stack-name";
import { readPlan } from "./workflows/approved-plan";
import { deployStack } from "./workflows/deployment";
import { withPlanFolder } from "./workflows/saved-plan";
import { openStack } from "./workflows/stack-commands";
import { addToSummary, summaryOf } from "./workflows/step-summary";

const CHECKOUT = resolve(__dirname, "..");

const HELP = `Usage: npm run deploy -- --stack STACK [--planned FILE] [--without-plan] [--after REVISION] [--summary FILE]

Plans an update of a stack with the policies, judges the plan with the change gate, and applies that plan and nothing else.
What is checked out must contain the revision that was deployed last; allowances that stood in that one are used up.
Where image, command or volumes of a StatefulSet change, the cluster must have a fresh backup of it that was restored to prove it.

  --stack STACK      mainnet or testnet
  --planned FILE     what npm run plan wrote and somebody approved: a plan with any other change is refused
  --without-plan     applies what the judged preview shows without holding the update to pulumi's saved plan, where that is too strict
  --after REVISION   go on although the revision deployed last isn't in what is checked out, and name it to show which is meant;
                     "unrecorded" where the update recorded none. Every allowance then counts as used up
  --summary FILE     adds to it what was deployed, in Markdown
  --help             this text

Environment: as for npm run preview:pr.

Exit code: 0 deployed; 1 refused or failed; 2 nothing to judge, a preview that failed, or the revision deployed last
isn't in what is checked out: nothing was deployed.
`;

commandLine(HELP, async (args) => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      stack: { type: "string" },
      planned: { type: "string" },
      "without-plan": { type: "boolean", default: false },
      after: { type: "string" },
      summary: { type: "string" },
    },
  });
  const { planned, after } = values;
  const stack = stackNamed(values.stack);
  const approved = planned === undefined ? undefined : readPlan(planned, stack);
  const commands = await openStack(stack, progressTo(process.stderr));
  return withPlanFolder(async (folder) => {
    const askBackups = () => backupStandings(clusterAccess(stack, CHECKOUT), stack, new Date());
    const options = { folder, after, approved, isPlanless: values["without-plan"], askBackups, now: new Date() };
    const { text, exitCode } = await deployStack(commands, options);
    process.stdout.write(text);
    addToSummary(values.summary, summaryOf(`${stack}: ${exitCode === 0 ? "deployed" : "not deployed"}`, text));
    return exitCode;
  });
});
