import { table } from "../../bench/report";
import { shownBytes } from "../../ops/backup/shown";
import type { Comeback } from "./everything-lost";
import type { MadeAndProven } from "./made-and-proven";

const SOURCES = ["Source", "Bytes", "Backup made, seconds", "Restored to prove it, seconds, of at most"] as const;
const COMEBACK = ["All volumes of the database are lost", "Measured"] as const;
const SECONDS_A_MINUTE = 60;

/** What the drill found, as its section of the report. */
export function backupReport(sources: readonly MadeAndProven[], comeback: Comeback): string {
  return [table(SOURCES, sources.map(sourceRow)), table(COMEBACK, comebackRows(comeback))].join("\n\n");
}

function sourceRow({ source, bytes, backups, recoverySeconds, recoveryTimeMinutes }: MadeAndProven): string[] {
  const kindOf = (cronJob: string) => (cronJob === source ? "" : `${cronJob.slice(source.length + 1)} `);
  return [
    source,
    bytes === undefined ? "–" : shownBytes(bytes),
    backups.map(({ cronJob, seconds }) => `${kindOf(cronJob)}${seconds.toFixed(0)}`).join(", "),
    `${recoverySeconds.toFixed(0)} of ${recoveryTimeMinutes * SECONDS_A_MINUTE}`,
  ];
}

function comebackRows(comeback: Comeback): string[][] {
  const { secondsToPrimary, secondsWithoutWrites, secondsToDeclared, archived, later, lost } = comeback;
  const seconds = (value: number) => `${value.toFixed(0)} s`;
  return [
    ["until a primary has recovered from the repository", seconds(secondsToPrimary)],
    ["without an acknowledged row", seconds(secondsWithoutWrites)],
    ["until everything is as declared", seconds(secondsToDeclared)],
    ["archived rows lost", `0 of ${archived}`],
    ["rows lost that were acknowledged after these", `${lost} of ${later}`],
  ];
}
