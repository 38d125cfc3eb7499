import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { distance } from "fastest-levenshtein";
import type { EnvironmentName } from "../../components/shared/labels";
import { identityOf } from "../../stacks/preflight/cluster-checks";
import { readCluster } from "../../stacks/preflight/kubeconfig-reader";
import { progressTo } from "../../toolchain/progress";
import { UserError } from "../../toolchain/user-error";
import { clusterAccess } from "../drift/cluster-access";
import { stackNamed } from "../stack-name";
import { openStack } from "../workflows/stack-commands";
import { forgetCluster } from "./forget-cluster";

const CHECKOUT = resolve(__dirname, "../..");
const COMMAND = "forget-cluster";

/** What `npm run ops -- state --help` prints. */
export const HELP = `Usage: npm run ops -- state forget-cluster --stack STACK [--dry-run]

Changes a stack's state, and nothing in any cluster.

  forget-cluster    for a cluster that is gone for good, once Pulumi.STACK.yaml names the one that takes its place: takes out the objects
                    that were in it, and its provider, so that the next update makes all of them anew. What is in the state alone stays:
                    passwords, and the seeds of keys and certificates. Keeps the state as it was in STACK-TIME.state.json. Refused while
                    the old cluster answers, and while the new one doesn't. When to do it: docs/runbooks/complete-loss.md

  --stack STACK     mainnet or testnet
  --dry-run         says what it would take out, and changes nothing
  --help            this text

Environment: as for npm run preview:pr. Nobody else may deploy meanwhile.

Exit code: 0 done, or a dry run of what can be; 2 refused or failed, and the state is as it was.
`;

/** What a command line asks for. */
export interface Wanted {
  readonly stack: EnvironmentName;
  readonly isDryRun: boolean;
}

/**
 * Reads the words after `state`.
 * @throws UserError naming the word that is wrong, and what there is
 */
export function wantedOf(args: readonly string[]): Wanted {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { stack: { type: "string" }, "dry-run": { type: "boolean", default: false } },
  });
  const [word, ...more] = positionals;
  if (word === undefined) throw new UserError(`the command is missing: give ${COMMAND}`);
  if (word !== COMMAND) {
    const isNear = distance(word, COMMAND) <= 3;
    throw new UserError(`unknown command "${word}": ${isNear ? `did you mean ${COMMAND}?` : `there is ${COMMAND}`}`);
  }
  if (more.length > 0) throw new UserError(`one command at a time: what is "${more.join(" ")}"?`);
  return { stack: stackNamed(values.stack), isDryRun: values["dry-run"] };
}

/** Does what is asked for. Gives the exit code. @throws UserError, Interrupted */
export async function stateCommand(args: readonly string[]): Promise<number> {
  const { stack, isDryRun } = wantedOf(args);
  const progress = progressTo(process.stderr);
  const access = clusterAccess(stack, CHECKOUT);
  const options = {
    ...{ access, isDryRun, folder: CHECKOUT, now: new Date() },
    askIdentity: async (place: Pick<typeof access, "kubeconfigPath" | "context">) =>
      identityOf(await readCluster(place)),
  };
  process.stdout.write(await forgetCluster(await openStack(stack, progress), options, progress));
  return 0;
}
