import type { BackupSource } from "../../stacks/backup-source";
import type { ConfigProblem } from "../../stacks/config-error";
import { repositoryProblems, type RepositorySurroundings } from "../objectstore/repository-problems";
import { BACKUP } from "./names";
import { offSiteProblems } from "./off-site-problems";
import type { BackupSettings } from "./settings";

/** What contradicts in the settings of backups. What nothing backs up, `stacks/backup-coverage.ts` says. */
export function backupProblems(
  { repository, offSite }: BackupSettings,
  sources: readonly BackupSource[],
  surroundings: RepositorySurroundings,
): readonly ConfigProblem[] {
  const { isSecret } = surroundings;
  return [
    ...repositoryProblems(`gx:${BACKUP}.repository`, repository, surroundings),
    ...(offSite ? offSiteProblems(offSite, { repository, sources, isSecret }) : []),
  ];
}
