import { UserError } from "../../toolchain/user-error";
import { type Allowance, pastAllowances } from "./allowances";
import { CHECKOUT, git, HOW_TO_FETCH, knowsRevision } from "./git";
import { ALLOWANCES_FILE } from "./report";

/**
 * The allowances that stood at a git revision, as far as they could be used; none where the file wasn't there yet.
 * @throws UserError where git doesn't know the revision, as in a shallow clone
 */
export function allowancesAt(revision: string, checkout = CHECKOUT): Allowance[] {
  if (!knowsRevision(revision, checkout)) {
    throw new UserError(`git knows no revision "${revision}" in this checkout: fetch it (${HOW_TO_FETCH})`);
  }
  const text = git(checkout, ["show", `${revision}:${ALLOWANCES_FILE}`]);
  return text === undefined ? [] : pastAllowances(text);
}
