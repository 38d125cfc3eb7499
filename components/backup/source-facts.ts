import type { BackupSource } from "../../stacks/backup-source";
import { copyTimeoutSeconds } from "../shared/copy-timeout";

/** Backups of a source that are kept however old: a source that can't be backed up any more still has some. */
export const LEAST_KEPT = 4;

/** How long each container of a source's pods has. */
export function stepTimeoutSeconds({ roomMebibytes }: BackupSource): number {
  return copyTimeoutSeconds(roomMebibytes);
}

/** The files by which the programs know a source. Public. */
export function sourceFiles(source: BackupSource, recipient: string): Readonly<Record<string, string>> {
  const { name, file, leastBytes, keepDays, mostAgeHours, facts } = source;
  return {
    "source.json": json({
      source: name,
      file,
      leastBytes,
      keepDays,
      leastKept: LEAST_KEPT,
      mostAgeHours,
      timeoutSeconds: stepTimeoutSeconds(source),
      recipient,
    }),
    "dump.json": json({ ...facts, timeoutSeconds: stepTimeoutSeconds(source) }),
  };
}

/** A file that programs read. */
export function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
