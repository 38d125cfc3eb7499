import type { ConfigProblem } from "./config-error";
import type { Workload } from "./workload";

/** The section by which most of an environment's state is backed up. */
const SECTION = "gx:backup";

/**
 * Volumes that nothing backs up (G05), but for those that say that they hold copies; and backups that nothing restores to prove
 * them.
 *
 * @param isBackedUp whether the environment has the section `gx:backup`
 */
export function coverageProblems(workloads: readonly Workload[], isBackedUp: boolean): readonly ConfigProblem[] {
  const backedUp = new Set(workloads.flatMap(({ backsUp }) => backsUp?.workloads ?? []));
  const proven = new Set(workloads.flatMap(({ restores }) => restores?.backupsBy ?? []));
  return workloads.flatMap(({ name, setting, volumes = [], holdsCopies, backsUp }): ConfigProblem[] => {
    if (backsUp && !proven.has(name)) {
      const remedy = "nothing restores what it makes: name it in restores.backupsBy of a job that does";
      return [{ field: `workloads.${name}.backsUp`, value: backsUp.workloads, remedy }];
    }
    if (volumes.length === 0 || holdsCopies !== undefined || backedUp.has(name)) return [];
    if (!isBackedUp) {
      const remedy = `nothing backs up the volumes of ${name}: name the repository of backups (docs/backups.md)`;
      return [{ field: SECTION, value: undefined, remedy }];
    }
    const remedy = `nothing backs up ${name}: declare a source in components/backup/sources.ts, or say by holdsCopies why none is needed`;
    return [{ field: setting, value: volumes.map((volume) => volume.name), remedy }];
  });
}
