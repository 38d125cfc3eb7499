import type { ConfigProblem } from "../../stacks/config-error";
import { repositoryProblems, type RepositorySurroundings } from "../objectstore/repository-problems";
import { BACKUP } from "./names";
import type { BackupSettings } from "./settings";

/** What contradicts in the settings of backups. What nothing backs up, `stacks/backup-coverage.ts` says. */
export function backupProblems(
  { repository }: BackupSettings,
  surroundings: RepositorySurroundings,
): readonly ConfigProblem[] {
  return repositoryProblems(`gx:${BACKUP}.repository`, repository, surroundings);
}
