import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import { UserError } from "../../toolchain/user-error";
import { type Allowance, parseAllowances } from "./allowances";
import { ALLOWANCES_FILE } from "./report";

const CHECKOUT = resolve(__dirname, "../..");

/**
 * The allowances as they stood at a git revision; none where the file wasn't there yet.
 * @throws UserError where git doesn't know the revision, as in a shallow clone
 */
export function allowancesAt(revision: string, checkout = CHECKOUT): Allowance[] {
  if (git(checkout, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`]) === undefined) {
    throw new UserError(
      `git knows no revision "${revision}" in this checkout: fetch it (\`git fetch --unshallow\`, or fetch-depth: 0 in a workflow)`,
    );
  }
  const text = git(checkout, ["show", `${revision}:${ALLOWANCES_FILE}`]);
  return text === undefined ? [] : parseAllowances(text, `${ALLOWANCES_FILE} of ${revision}`);
}

function git(cwd: string, args: readonly string[]): string | undefined {
  // In a git hook, these name the repository of that hook, whatever the folder.
  const env = { ...process.env, GIT_DIR: undefined, GIT_WORK_TREE: undefined, GIT_INDEX_FILE: undefined };
  try {
    return execFileSync("git", args, { cwd, env, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  } catch {
    return undefined;
  }
}
