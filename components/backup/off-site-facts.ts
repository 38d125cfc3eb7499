import type { BackupSource } from "../../stacks/backup-source";
import type { OffSiteSettings } from "./off-site-settings";
import { json, LEAST_KEPT, stepTimeoutSeconds } from "./source-facts";

/** When copies are sent, in UTC: after the restore tests, so that it is known by then whether the newest is any good. */
export const OFF_SITE_SCHEDULE = "10 5 * * *";
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
