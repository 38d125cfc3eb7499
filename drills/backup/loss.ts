/** What became of rows that were acknowledged before everything was lost. */
export interface Loss {
  /** Rows whose segment of the log was in the repository: none of them may be lost. */
  readonly archived: number;
  /** Rows that were acknowledged after these. */
  readonly later: number;
  /** How many of the later ones are lost. */
  readonly lost: number;
}

/**
 * Which rows are lost.
 * @param written the acknowledged rows, in their order
 * @param archived how many of them, from the first on, were archived
 * @param missing those that aren't there any more
 * @throws Error where an archived one is among them, or one that isn't the newest: a log is replayed up to a point
 */
export function lossOf(written: readonly string[], archived: number, missing: readonly string[]): Loss {
  const lost = new Set(missing);
  const first = written.findIndex((row) => lost.has(row));
  const kept = first === -1 ? written.length : first;
  if (kept < archived) throw new Error(`row ${written[kept]} is lost, and was archived: it is among ${archived} rows`);
  const hole = written.slice(kept).find((row) => !lost.has(row));
  if (hole !== undefined) throw new Error(`row ${written[kept]} is lost, and row ${hole} after it is not`);
  return { archived, later: written.length - archived, lost: written.length - kept };
}
