import { z } from "zod";
import { CHECKOUT, git, headDescendsFrom, HOW_TO_FETCH, knowsRevision } from "../gate/git";
import { ALLOWANCES_FILE } from "../gate/report";
import { UserError } from "../../toolchain/user-error";
import type { PlanOptions } from "./saved-plan";
import type { StackCommands } from "./stack-commands";

/** Stands for the revision of an update that was run outside of a git checkout. */
export const UNRECORDED = "unrecorded";

/** Pulumi's history comes in pages, of ten updates by default; each update is a file to read from where the state is. */
const PAGE_SIZE = 20;
const UPDATE = z.object({
  kind: z.string(),
  result: z.string(),
  environment: z.record(z.string(), z.string()).nullish(),
});

/**
 * The git revision of the last update that succeeded, as Pulumi records it; {@link UNRECORDED} where it recorded none, undefined
 * where there was no update. A revision that was only merged, or whose deployment failed, doesn't count: its allowances are still
 * to serve.
 * @throws UserError where pulumi doesn't give its history
 */
export async function lastDeployedRevision(commands: StackCommands): Promise<string | undefined> {
  for (let page = 1; ; page++) {
    const updates = await historyPage(commands, page);
    const last = updates.find(({ kind, result }) => kind === "update" && result === "succeeded");
    if (last) return last.environment?.["git.head"] || UNRECORDED;
    if (updates.length < PAGE_SIZE) return undefined;
  }
}

async function historyPage({ stack, state }: StackCommands, page: number): Promise<z.infer<typeof UPDATE>[]> {
  const { exitCode, output, errors } = await state([
    ...["stack", "history", "--json", `--page-size=${PAGE_SIZE}`, `--page=${page}`],
  ]);
  if (exitCode !== 0) {
    throw new UserError(`pulumi can't read the history of ${stack}: ${errors.trim() || output.trim()}`);
  }
  try {
    // Warnings can stand before it.
    return z.array(UPDATE).parse(JSON.parse(output.slice(Math.max(0, output.search(/^\[/m)))));
  } catch {
    throw new UserError(
      `pulumi printed no history of ${stack} that can be read (it begins with ${JSON.stringify(output.slice(0, 80))}): ` +
        `look at \`pulumi stack history --json --stack ${stack}\``,
    );
  }
}

/**
 * Which allowances have served, by the revision that was deployed last. What is checked out has to contain it: an older or
 * another revision would undo what was deployed, and bring back allowances that have served.
 *
 * @param after the revision deployed last, named by an operator who means to go on although it isn't in what is checked out
 * @throws UserError with the way out, where it isn't and nobody named it
 */
export function usedUpBy(
  stack: string,
  deployed: string | undefined,
  after: string | undefined,
  checkout = CHECKOUT,
): Pick<PlanOptions, "since" | "areAllUsed"> {
  if (after !== undefined && (deployed === undefined || !deployed.startsWith(after) || after.length < 7)) {
    throw new UserError(
      `--after is "${after}", but the revision of ${stack} deployed last is ${deployed ?? "none"}: ` +
        (deployed === undefined ? "leave the option out" : "name that one, in at least 7 characters"),
    );
  }
  if (deployed === undefined) return {};
  const isKnown = deployed !== UNRECORDED && knowsRevision(deployed, checkout);
  if (isKnown && headDescendsFrom(deployed, checkout)) return { since: deployed };
  if (after === undefined) throw new UserError(isKnown ? notDescended(stack, deployed) : notKnown(stack, deployed));
  // Going back, an entry that served and was removed since would be there again.
  return { areAllUsed: true };
}

function notDescended(stack: string, deployed: string): string {
  return (
    `what is checked out doesn't contain revision ${deployed}, which ${stack} was deployed from last: deploying it could undo ` +
    `that. Check out one that does (merge the branch that was deployed, or rerun the newest deployment; in a shallow clone ` +
    `\`git fetch --unshallow\`). If it is meant, as after a squash merge: ${goOn(stack, deployed)}`
  );
}

function notKnown(stack: string, deployed: string): string {
  const what =
    deployed === UNRECORDED
      ? `the last update of ${stack} was run outside of a git checkout, so nobody knows what it was deployed from`
      : `git doesn't know revision ${deployed}, which ${stack} was deployed from last: fetch it (${HOW_TO_FETCH})`;
  return `${what}. If it can't be had: ${goOn(stack, deployed)}`;
}

function goOn(stack: string, deployed: string): string {
  return (
    `npm run deploy -- --stack ${stack} --after ${deployed}; every allowance then counts as used up, so a guarded change has to ` +
    "wait for the deployment after (docs/pull-requests.md)"
  );
}

/**
 * What isn't committed is in no revision that a later deployment could look up: an entry would serve again.
 * @throws UserError where the allowances' file differs from the one that is committed
 */
export function assertAllowancesCommitted(checkout = CHECKOUT): void {
  if (!git(checkout, ["status", "--porcelain", "--", ALLOWANCES_FILE])) return;
  throw new UserError(
    `${ALLOWANCES_FILE} has changes that aren't committed: commit or undo them, so that an entry that serves now is known as used later`,
  );
}
