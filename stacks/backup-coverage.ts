import type { ConfigProblem } from "./config-error";
import type { Workload } from "./workload";

/** The section by which most of an environment's state is backed up. */
const SECTION = "gx:backup";

/**
 * Volumes that nothing backs up, or whose backup nothing restores to prove it (G05): all but those that say that they hold
 * copies.
 *
 * @param isBackedUp whether the environment has the section `gx:backup`
 */
export function coverageProblems(workloads: readonly Workload[], isBackedUp: boolean): readonly ConfigProblem[] {
  const backedUp = new Set(workloads.flatMap(({ backsUp }) => backsUp?.workloads ?? []));
  const proven = new Set(workloads.flatMap(({ provesBackupOf }) => provesBackupOf ?? []));
  return workloads.flatMap(({ name, setting, volumes = [], holdsCopies }): ConfigProblem[] => {
    if (volumes.length === 0 || holdsCopies !== undefined) return [];
    if (backedUp.has(name) && proven.has(name)) return [];
    if (!isBackedUp) {
      const remedy = `nothing backs up the volumes of ${name}: name the repository of backups (docs/backups.md)`;
      return [{ field: SECTION, value: undefined, remedy }];
    }
    const lacks = backedUp.has(name) ? "nothing restores the backup of" : "nothing backs up";
    const remedy = `${lacks} ${name}: declare a source in components/backup/sources.ts, or say by holdsCopies why none is needed`;
    return [{ field: setting, value: volumes.map((volume) => volume.name), remedy }];
  });
}
