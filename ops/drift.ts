import { parseArgs } from "node:util";
import { progressTo } from "../toolchain/progress";
import { commandLine } from "./command-line";
import { ENVIRONMENT_NAMES } from "../components/shared/environments";
import { assertStack } from "./gate/gate";
import { type Drift, DRIFT_TITLE, driftIssue, driftOf, exitCodeOfDrift } from "./workflows/drift-report";
import { gh, writeDriftIssue } from "./workflows/github";
import { openStack } from "./workflows/stack-commands";

const HELP = `Usage: npm run drift -- [--stack STACK…] [--issue] [--run-url URL]

Reads the live objects of the stacks (all by default) and compares them with what is declared. Changes nothing.

  --issue         writes what differs to the one open issue labelled "drift", or opens it; needs gh and GH_TOKEN
  --run-url URL   mentioned in the issue
  --help          this text

Environment: as for npm run preview:pr.

Exit code: 0 as declared; 1 something differs; 2 it couldn't be compared.
`;

commandLine(HELP, async (args) => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      stack: { type: "string", multiple: true },
      issue: { type: "boolean", default: false },
      "run-url": { type: "string" },
    },
  });
  const drifts: Drift[] = [];
  for (const stack of values.stack ?? ENVIRONMENT_NAMES) {
    assertStack(stack);
    drifts.push(await driftOf(await openStack(stack, progressTo(process.stderr))));
  }
  const exitCode = exitCodeOfDrift(drifts);
  const issue = driftIssue(drifts, values["run-url"]);
  process.stdout.write(issue ?? "Everything is as declared.\n");
  // A comparison that failed is a failed run, not drift.
  if (issue !== undefined && exitCode === 1 && values.issue) writeDriftIssue(gh, DRIFT_TITLE, issue);
  return exitCode;
});
