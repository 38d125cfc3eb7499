import { MOST_DAYS_BETWEEN_FULL_BACKUPS } from "../../postgres/backup/consistency";
import { STANZA } from "../../postgres/backup/names";
import { json } from "../source-facts";

/** When the repository is copied, in UTC: hourly, since the log goes on all the time, and when nothing else begins. */
export const REPOSITORY_OFF_SITE_SCHEDULE = "50 * * * *";
/** How long a run has: the first one sends all that there is. */
export const REPOSITORY_OFF_SITE_TIMEOUT_SECONDS = 4 * 3600;
/** For so long what it had can be brought back, whatever becomes of it. */
const CATALOG_DAYS = 14;
/** As `ops backup status` calls the database's physical backups. */
const SOURCE = "postgres-backup";

/** How old an object gets in the repository at most: the newest full backup before the window stays, with its log, and the job may be late. */
function mostDaysInRepository(windowDays: number): number {
  return windowDays + MOST_DAYS_BETWEEN_FULL_BACKUPS + 1;
}

/** The files by which the programs know the repository. Public. */
export function repositoryFacts(windowDays: number): Readonly<Record<string, string>> {
  return {
    "repository.json": json({
      source: SOURCE,
      folder: STANZA,
      stanza: STANZA,
      keepDays: mostDaysInRepository(windowDays),
      catalogDays: CATALOG_DAYS,
      timeoutSeconds: REPOSITORY_OFF_SITE_TIMEOUT_SECONDS,
    }),
  };
}
