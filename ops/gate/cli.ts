import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { UserError } from "../../toolchain/user-error";
import { commandLine } from "../command-line";
import { stackNamed } from "../stack-name";
import { exitCodeOf, runGate } from "./gate";
import { markdownReport, textReport } from "./report";

const HELP = `Usage: npm run gate -- --stack STACK [--since REVISION] [--markdown] FILE

Judges what a preview would do to things that revert doesn't bring back. FILE (or - for standard input) is what this prints:
  pulumi preview --json --show-sames --policy-pack policies

  --stack STACK       mainnet or testnet
  --since REVISION    allowances that stood in ops/allowances.yaml at this git revision are used up: what was deployed last, or
                      the branch that the change goes to; without it, every entry that isn't expired counts
  --allowances FILE   instead of ops/allowances.yaml
  --markdown          as a section of a pull request's comment
  --help              this text

Exit code: 0 nothing guarded changes, or it is allowed; 1 a guarded change; 2 no preview, or one that failed itself.
`;

commandLine(HELP, async (args) => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      stack: { type: "string" },
      since: { type: "string" },
      allowances: { type: "string" },
      markdown: { type: "boolean", default: false },
    },
  });
  const [file, ...more] = positionals;
  const stack = stackNamed(values.stack);
  if (file === undefined) throw new UserError("the preview is missing: name its file, or - for standard input");
  if (more.length > 0) throw new UserError(`one preview at a time: what is "${more.join(" ")}"?`);
  const now = new Date();
  const judgement = runGate({
    stack,
    preview: read(file),
    source: file === "-" ? "standard input" : file,
    since: values.since,
    allowancesFile: values.allowances,
    now,
  });
  process.stdout.write((values.markdown ? markdownReport : textReport)(judgement, now));
  return exitCodeOf(judgement);
});

function read(file: string): string {
  try {
    return readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (error) {
    throw new UserError(`${file} can't be read (${(error as NodeJS.ErrnoException).code}): name the preview's file`);
  }
}
