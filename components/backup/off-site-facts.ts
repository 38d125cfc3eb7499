import type { BackupSource } from "../../stacks/backup-source";
import type { OffSiteSettings } from "./off-site-settings";
import { json, LEAST_KEPT, stepTimeoutSeconds } from "./source-facts";

/** When copies are sent, in UTC: an hour after the first of each round of dumps, so that little is only where the servers are. */
export const OFF_SITE_SCHEDULE = "0 1,7,13,19 * * *";
/** What a first run may take, which sends what was kept for weeks. */
const FIRST_RUN_SECONDS = 4 * 3600;

/** How long a run has. */
export function offSiteTimeoutSeconds(sources: readonly BackupSource[]): number {
  return sources.reduce((seconds, source) => seconds + stepTimeoutSeconds(source), FIRST_RUN_SECONDS);
}

/** The files by which the programs know what is to be off-site. Public. */
export function offSiteFacts(
  { keepDays }: OffSiteSettings,
  sources: readonly BackupSource[],
): Readonly<Record<string, string>> {
  return {
    "off-site.json": json({
      sources: sources.map(({ name }) => name),
      keepDays,
      leastKept: LEAST_KEPT,
      timeoutSeconds: offSiteTimeoutSeconds(sources),
    }),
  };
}
