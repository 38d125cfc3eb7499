import { execFileSync } from "node:child_process";
import { resolve } from "node:path";

/** The checkout that this script is part of. */
export const CHECKOUT = resolve(__dirname, "../..");
/** How a revision comes into a checkout that hasn't got it. */
export const HOW_TO_FETCH =
  "`git fetch --unshallow` in a shallow clone, fetch-depth: 0 in a workflow, `git fetch origin REVISION` for one that no branch has any more";

/** What a git command prints; undefined where it fails. */
export function git(checkout: string, args: readonly string[]): string | undefined {
  // In a git hook, these name the repository of that hook, whatever the folder.
  const env = { ...process.env, GIT_DIR: undefined, GIT_WORK_TREE: undefined, GIT_INDEX_FILE: undefined };
  try {
    return execFileSync("git", args, { cwd: checkout, env, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  } catch {
    return undefined;
  }
}

/** Whether a checkout has the commit that a revision names. */
export function knowsRevision(revision: string, checkout = CHECKOUT): boolean {
  return git(checkout, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`]) !== undefined;
}

/** Whether a commit that the checkout has is part of what is checked out. */
export function headDescendsFrom(revision: string, checkout = CHECKOUT): boolean {
  return git(checkout, ["merge-base", "--is-ancestor", "--end-of-options", revision, "HEAD"]) !== undefined;
}
