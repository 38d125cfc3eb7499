import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { adoptionStageNotices } from "../stacks/preflight/adoption-stages";
import { checkCluster } from "../stacks/preflight/cluster-checks";
import { openCluster } from "../stacks/preflight/kubeconfig-client";
import { readCluster } from "../stacks/preflight/kubeconfig-reader";
import { progressTo } from "../toolchain/progress";
import { committedEnvironment, declaredProgram } from "./adopt/declared-program";
import { runningPods } from "./adopt/namespace-pods";
import { adoptionText, exitCodeOfAdoption } from "./adopt/report";
import { identitiesOf, survey } from "./adopt/survey";
import { commandLine } from "./command-line";
import { liveObjects } from "./drift/live-objects";
import { lineOf, strangers } from "./drift/strangers";
import { stackNamed } from "./stack-name";

const CHECKOUT = resolve(__dirname, "..");

const HELP = `Usage: npm run adopt -- --stack STACK

Compares the cluster that a stack file names with what the program declares, before the first update or a further adoption, and
lists each object: absent, same, different, in the way, or unknown to the program. Changes nothing; the API server is asked for
dry runs. Needs neither the stack's state nor its secrets. What to do then: docs/adopting.md

  --stack STACK   mainnet or testnet
  --help          this text

Exit code: 0 an update goes through; 1 something has to be decided first; 2 it couldn't be compared.
`;

commandLine(HELP, async (args) => {
  const { values } = parseArgs({ args: [...args], options: { stack: { type: "string" } } });
  const stack = stackNamed(values.stack);
  const progress = progressTo(process.stderr);
  const environment = committedEnvironment(stack, CHECKOUT);
  const declared = await progress.step(`what ${stack} declares`, () => declaredProgram(environment));

  const cluster = await readCluster(environment.access);
  const stages = adoptionStageNotices(environment, new Date());
  for (const notice of [...stages, ...(await checkCluster(environment, cluster))]) progress.info(`  ! ${notice}`);
  const surveyed = await progress.step(`compare ${declared.objects.length} objects with the cluster`, () =>
    survey(environment, declared, cluster),
  );

  const stands = ({ name }: { readonly name: string }) =>
    surveyed.some((one) => one.name === `Namespace ${name}` && one.state !== "absent");
  const namespaces = Object.values(environment.namespaces).filter(stands);
  const names = namespaces.map(({ name }) => name);
  const unknown = await progress.step(`look through ${names.join(", ") || "no namespace"}`, async () =>
    strangers(await liveObjects(environment.access, names), identitiesOf(declared)).map(lineOf),
  );
  const get = await openCluster(environment.access);
  const pods = await Promise.all(namespaces.map(({ name, quota }) => runningPods(name, quota, cluster, get)));

  process.stdout.write(adoptionText({ stack, surveyed, unknown, pods }));
  return exitCodeOfAdoption({ surveyed });
});
