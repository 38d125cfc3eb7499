import { type Attempt, waitUntil } from "../../lab/wait";

/** Far longer than anything waited for here takes, also on a machine that does other things besides. */
const END_SECONDS = 120;

/**
 * Waits for what a test needs to go on.
 * @param attempt says `true` once it is there; until then, in words, what is there instead
 * @throws Error after two minutes, saying what was waited for and what was there instead; what `attempt` throws ends the wait
 */
export function until(what: string, attempt: () => Attempt | Promise<Attempt>): Promise<void> {
  return waitUntil(what, END_SECONDS, attempt);
}
