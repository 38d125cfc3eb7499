import type { BackupSource } from "../../stacks/backup-source";
import type { ConfigProblem } from "../../stacks/config-error";
import { repositoryProblems, type RepositorySurroundings } from "../objectstore/repository-problems";
import { POSTGRES } from "../postgres/names";
import { BACKUP } from "./names";
import { offSiteProblems } from "./off-site-problems";
import type { BackupSettings } from "./settings";

/** What the backups of sources are judged with, besides their own settings. */
export interface BackupSurroundings extends RepositorySurroundings {
  readonly sources: readonly BackupSource[];
  /** Days of which any moment of the database can be restored from its physical backups; undefined without those. */
  readonly windowDays: number | undefined;
}

/** What contradicts in the settings of backups. What nothing backs up, `stacks/backup-coverage.ts` says. */
export function backupProblems(
  { repository, offSite }: BackupSettings,
  surroundings: BackupSurroundings,
): readonly ConfigProblem[] {
  const { isSecret, sources } = surroundings;
  return [
    ...repositoryProblems(`gx:${BACKUP}.repository`, repository, surroundings),
    ...(offSite ? offSiteProblems(offSite, { repository, sources, isSecret }) : []),
    ...windowProblems(surroundings),
  ];
}

function windowProblems({ sources, windowDays }: BackupSurroundings): readonly ConfigProblem[] {
  if (windowDays === undefined) return [];
  return sources
    .filter(({ covers, keepDays }) => covers.includes(POSTGRES) && keepDays <= windowDays)
    .map(({ name, keepDays }) => ({
      field: `gx:${POSTGRES}.backup.windowDays`,
      value: windowDays,
      remedy: `must be less than ${keepDays}, the days for which ${name} is kept: nothing else has what was before the window`,
    }));
}
