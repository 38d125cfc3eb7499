import { dayOf } from "../../components/shared/days";
import type { EnvironmentSpec } from "../environment";

/** How long before the last day it is told on each run. After it, the policy `exceptions` refuses. */
const TOLD_DAYS_BEFORE = 60;
const DAY_MS = 86_400_000;

/**
 * Tells of every namespace whose privilege ends soon, so that it isn't the next emergency in which that shows.
 *
 * @param today counts in UTC
 * @returns one line a namespace
 */
export function privilegeNotices({ namespaces }: Pick<EnvironmentSpec, "namespaces">, today: Date): readonly string[] {
  const soon = dayOf(new Date(today.getTime() + TOLD_DAYS_BEFORE * DAY_MS));
  return Object.entries(namespaces).flatMap(([purpose, { name, privileged }]) =>
    // Days in this form sort as text.
    privileged && privileged.until <= soon
      ? [
          `namespace ${name} may be privileged up to and including ${privileged.until}; from the day after, changes are refused: look at its reason again, and have a later gx:namespaces.${purpose}.privileged.until reviewed`,
        ]
      : [],
  );
}
