import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { openCluster } from "../stacks/preflight/kubeconfig-client";
import { progressTo } from "../toolchain/progress";
import { UserError } from "../toolchain/user-error";
import { commandLine } from "./command-line";
import { clusterAccess } from "./drift/cluster-access";
import { stackNamed } from "./stack-name";
import { lacking, type LiveWorkload, workloadsOf } from "./workflows/health";
import { openStack } from "./workflows/stack-commands";

const CHECKOUT = resolve(__dirname, "..");
const PAUSE_MS = 3000;

const HELP = `Usage: npm run health -- --stack STACK [--within MINUTES]

Waits until every Deployment, StatefulSet and DaemonSet that a stack has deployed is ready: its controller has seen the last change, and
all of its pods are ready and of that change. Changes nothing.

  --stack STACK      mainnet or testnet
  --within MINUTES   how long it waits; 0 looks once. Default: 15
  --help             this text

Environment: as for npm run preview:pr.

Exit code: 0 all ready; 1 not all within that time, with what each lacks; 2 it couldn't be looked at: not one workload could be
read, or the stack has none.
`;

commandLine(HELP, async (args) => {
  const { values } = parseArgs({
    args: [...args],
    options: { stack: { type: "string" }, within: { type: "string", default: "15" } },
  });
  const { within } = values;
  const stack = stackNamed(values.stack);
  if (!/^\d+$/.test(within)) throw new UserError(`--within is "${within}": give whole minutes, such as 15`);
  const progress = progressTo(process.stderr);
  const workloads = await workloadsOf(await openStack(stack, progress));
  const get = await openCluster(clusterAccess(stack, CHECKOUT));
  const endMs = Date.now() + Number(within) * 60_000;
  const lacks = await progress.step(`wait until ${workloads.length} workloads of ${stack} are ready`, () =>
    lacking(workloads, {
      read: (path) => get<LiveWorkload>(path, "application/json"),
      hasTime: async () => Date.now() < endMs && (await sleep(PAUSE_MS, true)),
    }),
  );
  if (lacks.length === 0) {
    process.stdout.write(`${stack} is healthy: ${workloads.length} workloads are ready.\n`);
    return 0;
  }
  process.stdout.write(
    [
      `${stack} isn't healthy after ${within} minutes:`,
      ...lacks.map((lack) => `  ${lack}`),
      "kubectl describe and kubectl logs say why. What waits for it goes on when this job is run again and succeeds.",
      "",
    ].join("\n"),
  );
  return 1;
});
