import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { progressTo } from "../toolchain/progress";
import { commandLine } from "./command-line";
import { ENVIRONMENT_NAMES } from "../components/shared/environments";
import { clusterAccess } from "./drift/cluster-access";
import { liveObjects } from "./drift/live-objects";
import { stackNamed } from "./stack-name";
import {
  type Drift,
  DRIFT_TITLE,
  driftIssue,
  driftNotes,
  driftOf,
  exitCodeOfDrift,
  type ObjectsIn,
} from "./workflows/drift-report";
import { gh, writeDriftIssue } from "./workflows/github";
import { undisturbed } from "./workflows/interrupted-update";
import { openStack } from "./workflows/stack-commands";

const CHECKOUT = resolve(__dirname, "..");

const HELP = `Usage: npm run drift -- [--stack STACK…] [--issue] [--run-url URL]

Reads the live objects of the stacks (all by default) and compares them with what is declared. Changes nothing.

Drift is what differs from a declared value, what others than the program and Kubernetes set on a declared object, and what
stands undeclared in a namespace of the stack. A workload that isn't ready or that kubectl restarted is mentioned, and no drift.

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
  // A preview writes nothing, with force or without: with it, it goes on past a field that somebody took over.
  process.env.PULUMI_K8S_ENABLE_PATCH_FORCE = "true";
  const progress = progressTo(process.stderr);
  const drifts: Drift[] = [];
  for (const stack of (values.stack ?? ENVIRONMENT_NAMES).map(stackNamed)) {
    const commands = await openStack(stack, progress);
    const objectsIn: ObjectsIn = (namespaces) =>
      progress.step(`look through ${namespaces.join(", ")}`, () =>
        liveObjects(clusterAccess(stack, CHECKOUT), namespaces),
      );
    drifts.push(await undisturbed(commands, () => driftOf(commands, objectsIn)));
  }
  const exitCode = exitCodeOfDrift(drifts);
  const issue = driftIssue(drifts, values["run-url"]);
  process.stdout.write(issue ?? `Everything is as declared.\n${driftNotes(drifts)}`);
  // A comparison that failed is a failed run, not drift.
  if (issue !== undefined && exitCode === 1 && values.issue) writeDriftIssue(gh, DRIFT_TITLE, issue);
  return exitCode;
});
