import { join } from "node:path";
import { parseArgs } from "node:util";
import { progressTo } from "../toolchain/progress";
import { commandLine } from "./command-line";
import { stackNamed } from "./stack-name";
import { reviewStack } from "./workflows/review";
import { openStack } from "./workflows/stack-commands";

const HELP = `Usage: npm run preview:pr -- --stack STACK [--since REVISION] [--out FOLDER]

Previews a stack with the policies, judges it with the change gate, and writes what a pull request shows to FOLDER:
preview.txt, preview.json and review.json, without secrets. Changes nothing.

  --stack STACK      mainnet or testnet
  --since REVISION   what the change goes to, such as origin/main: allowances that stand there already are used up
  --out FOLDER       default: review/STACK
  --help             this text

Environment: PULUMI_BACKEND_URL; PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE where secrets need one;
GX_KUBECONFIG, a kubeconfig's text, where the file that gx:kubeconfig names isn't there.

Exit code: 0 passed; 1 a guarded change that nobody allowed; 2 the preview or a policy failed.
`;

commandLine(HELP, async (args) => {
  const { values } = parseArgs({
    args: [...args],
    options: { stack: { type: "string" }, since: { type: "string" }, out: { type: "string" } },
  });
  const { since } = values;
  const stack = stackNamed(values.stack);
  const commands = await openStack(stack, progressTo(process.stderr));
  const folder = values.out ?? join("review", stack);
  const { gateText, exitCode } = await reviewStack(commands, { folder, since, now: new Date() });
  process.stdout.write(`${gateText}\nwritten to ${folder}\n`);
  return exitCode;
});
