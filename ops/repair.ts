import { appendFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { progressTo } from "../toolchain/progress";
import { UserError } from "../toolchain/user-error";
import { commandLine } from "./command-line";
import { clusterAccess } from "./drift/cluster-access";
import { liveObjects } from "./drift/live-objects";
import { stackNamed } from "./stack-name";
import { repairStack } from "./workflows/repair";
import { withPlanFolder } from "./workflows/saved-plan";
import { openStack } from "./workflows/stack-commands";
import { addToSummary, summaryOf } from "./workflows/step-summary";

const CHECKOUT = resolve(__dirname, "..");

const HELP = `Usage: npm run repair -- --stack STACK [--preview | --reviewed DIGEST] [--after REVISION]

Puts back what is declared where the live objects differ: plans an update against them with the policies, says what it would put
right, judges the plan with the change gate, applies that plan and nothing else, and compares once more. Fields that somebody took
over are taken back. What was added by hand, and what stands undeclared, is left and named.

  --stack STACK      mainnet or testnet
  --preview          says what it would put right, and changes nothing
  --reviewed DIGEST  puts right what a preview with this digest showed, and nothing where it would be something else by now
  --summary FILE     appends the same as Markdown
  --digest-to FILE   appends the line digest=DIGEST, with nothing after the sign where there is nothing to put right
  --after REVISION   as for npm run deploy
  --help             this text

Environment: as for npm run preview:pr.

Exit code: 0 as declared, or a preview that may be applied; 1 refused or failed, or something is left that differs; 2 nothing to
judge or compare, or the revision deployed last isn't in what is checked out.
`;

commandLine(HELP, async (args) => {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...{ stack: text, after: text, reviewed: text, summary: text, "digest-to": text },
      preview: { type: "boolean", default: false },
    },
  });
  const { after, reviewed, preview: isPreview } = values;
  const stack = stackNamed(values.stack);
  if (isPreview && reviewed !== undefined) {
    throw new UserError("--preview and --reviewed exclude each other: a preview changes nothing");
  }
  // Kubernetes lets nobody change a field that somebody else set last: without it, pulumi stops at the first, in the preview too.
  process.env.PULUMI_K8S_ENABLE_PATCH_FORCE = "true";
  const progress = progressTo(process.stderr);
  const commands = await openStack(stack, progress);
  const objectsIn = (namespaces: readonly string[]) =>
    progress.step(`look through ${namespaces.join(", ")}`, () =>
      liveObjects(clusterAccess(stack, CHECKOUT), namespaces),
    );
  return withPlanFolder(async (folder) => {
    const options = { folder, after, isPreview, reviewed, now: new Date() };
    const { text: report, exitCode, digest = "" } = await repairStack(commands, objectsIn, options);
    process.stdout.write(`${report}${isPreview && digest ? howToApply(stack, digest) : ""}`);
    addToSummary(values.summary, summaryOf(`Repair of ${stack}`, report));
    if (values["digest-to"] !== undefined) appendFileSync(values["digest-to"], `digest=${digest}\n`);
    return exitCode;
  });
});

function howToApply(stack: string, digest: string): string {
  return `\nTo put right exactly this: npm run repair -- --stack ${stack} --reviewed ${digest}\n`;
}
