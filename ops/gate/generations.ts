import { ends } from "./kubernetes-object";
import type { Step } from "./preview";

/** A password whose resource is named after its generation: what comes before, the name without it, and its number. */
const GENERATION = /^(.*random:index\/randomPassword:RandomPassword::.+-password)-([1-9]\d*)$/;

/**
 * Whether `later` stands, or is made, as a later generation of the login whose password `earlier` deletes: nothing uses that
 * any more, as the program says by protecting the generations in use alone. A replaced password is none that was rotated.
 */
export function supersedes(later: Step, earlier: Step): boolean {
  if (earlier.op !== "delete" || earlier.oldState?.protect || !later.newState || ends(later)) return false;
  const [, password, number] = GENERATION.exec(earlier.urn) ?? [];
  const [, laterPassword, laterNumber] = GENERATION.exec(later.urn) ?? [];
  return password !== undefined && laterPassword === password && Number(laterNumber) > Number(number);
}
