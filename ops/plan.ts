import { join } from "node:path";
import { parseArgs } from "node:util";
import { progressTo } from "../toolchain/progress";
import { commandLine } from "./command-line";
import { stackNamed } from "./stack-name";
import { planStack } from "./workflows/planning";
import { openStack } from "./workflows/stack-commands";
import { addToSummary } from "./workflows/step-summary";

const HELP = `Usage: npm run plan -- --stack STACK [--after REVISION] [--out FOLDER] [--summary FILE] [--run-url URL]

Plans a deployment for somebody to approve: previews a stack with the policies, judges it with the change gate as npm run deploy
would, and writes to FOLDER what a review writes and, if it passes, planned.json: every change, without secrets.
npm run deploy -- --planned FOLDER/planned.json makes these and no others. Changes nothing.

  --stack STACK      mainnet or testnet
  --after REVISION   as for npm run deploy
  --out FOLDER       default: planned/STACK
  --summary FILE     adds the plan to it, in Markdown
  --run-url URL      where the summary says that the whole text is
  --help             this text

Environment: as for npm run preview:pr.

Exit code: 0 passed; 1 a guarded change that nobody allowed; 2 the preview or a policy failed, or the revision deployed last isn't
in what is checked out.
`;

commandLine(HELP, async (args) => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      stack: { type: "string" },
      after: { type: "string" },
      out: { type: "string" },
      summary: { type: "string" },
      "run-url": { type: "string" },
    },
  });
  const { after, summary: file } = values;
  const stack = stackNamed(values.stack);
  const commands = await openStack(stack, progressTo(process.stderr));
  const folder = values.out ?? join("planned", stack);
  const options = { folder, after, runUrl: values["run-url"], now: new Date() };
  const { text, summary, exitCode } = await planStack(commands, options);
  process.stdout.write(`${text}written to ${folder}\n`);
  addToSummary(file, summary);
  return exitCode;
});
