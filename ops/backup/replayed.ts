import { momentOf } from "./naming";
import type { Outcome } from "./outcome";
import { shownMinutes } from "./shown";

/** PostgreSQL stops at the moment to the transaction: more than this is no pause between two of them. */
const NOTICED_MINUTES = 5;
const MS_A_MINUTE = 60_000;

/**
 * What people are told of how far the copy of a physical backup went; nothing of one whose program doesn't say. A server that was to go
 * farther than the log that it follows ends its recovery well all the same.
 * @param asked the moment that was asked for; of the latest that there is, when it was asked for
 */
export function replayedLines({ told }: Outcome, asked: Date): readonly string[] {
  const { timeline, lastTransaction } = told;
  if (typeof timeline !== "number") return [];
  const on = `It followed timeline ${timeline}.`;
  const at = typeof lastTransaction === "string" ? momentOf(lastTransaction) : undefined;
  if (at === undefined) return [`  ${on} No transaction since its backup is in it. ${CAUSES}`];
  const last = `${on} The last transaction in it ended at ${String(lastTransaction)}`;
  const minutes = Math.floor((asked.getTime() - at.getTime()) / MS_A_MINUTE);
  return [
    minutes < NOTICED_MINUTES
      ? `  ${last}.`
      : `  ${last}, ${shownMinutes(minutes)} before the moment asked for. ${CAUSES}`,
  ];
}

const CAUSES =
  "Nobody wrote after it; or that moment is on a timeline that was given up, which --timeline names " +
  "(docs/runbooks/postgres-restore.md#a-moment-that-was-given-up); or log is missing there (docs/backups.md#what-can-be-had-back).";
