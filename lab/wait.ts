import { setTimeout as sleep } from "node:timers/promises";

import { UserError } from "../toolchain/user-error";

const POLL_MILLISECONDS = 50;

/** `true` once the thing is there; until then, in words, what is missing. */
export type Attempt = true | string;

/**
 * Asks again and again until the attempt says `true`.
 * @param what names the awaited thing: "the API server to be ready".
 * @throws UserError naming the thing, the time spent and what was missing last. What an attempt throws ends the wait.
 */
export async function waitUntil(
  what: string,
  deadlineSeconds: number,
  attempt: () => Attempt | Promise<Attempt>,
): Promise<void> {
  const deadlineMs = Date.now() + deadlineSeconds * 1000;
  for (;;) {
    const outcome = await attempt();
    if (outcome === true) return;
    if (Date.now() >= deadlineMs) {
      throw new UserError(`waited ${deadlineSeconds} s for ${what}; last seen: ${outcome}`);
    }
    await sleep(POLL_MILLISECONDS);
  }
}
