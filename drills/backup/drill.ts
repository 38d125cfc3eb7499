import { environmentFacts } from "../../bench/environment-facts";
import { takeEtcdSnapshot } from "../../lab/nodes/etcd-snapshot";
import { kubectlInside } from "../../lab/nodes/kubectl-inside";
import { ensureToolchain } from "../../toolchain";
import type { Progress } from "../../toolchain/progress";
import { withDeployedLab } from "../deployed-lab";
import { DatabaseInPods } from "../postgres/database";
import { oneMinuteLoad, writeDrillSection } from "../report-file";
import { loseEverything } from "./everything-lost";
import { makeAndProve } from "./made-and-proven";
import { askForBackups } from "./operator";
import { backupReport } from "./report";

/** As docs/runbooks/postgres-restore.md has it: without these it isn't over. */
const AFTERWARDS = [
  ["now", "postgres-backup-full"],
  ["verify", "postgres-backup"],
] as const;

/**
 * Deploys mainnet onto a lab with real nodes, has every declared backup made and restored in pods, and has the database lose all of
 * its volumes and come back from the repository. Writes what came of it to docs/benchmarks.md.
 * @param early once aborted, somebody else deletes the lab
 * @throws Error with the first thing that is not as it should be, after the lab was deleted
 */
export async function drillBackup(progress: Progress, early: AbortSignal): Promise<void> {
  // It may have to be built, which is better done before the lab needs the processors.
  await ensureToolchain(["etcdctl"], progress);
  await withDeployedLab(progress, early, async (lab) => {
    const before = oneMinuteLoad();
    const database = new DatabaseInPods(lab, kubectlInside(lab));
    await database.isWell();
    // A dump of a database without any is refused.
    await database.createTables();
    // Dumps of etcd are of K3s' newest snapshot on a server, and K3s isn't here.
    await progress.step("a snapshot of etcd is taken, and laid on each node", () => takeEtcdSnapshot(lab));
    const sources = await makeAndProve(lab, progress);
    const comeback = await loseEverything(database, progress);
    for (const [command, source] of AFTERWARDS) {
      await progress.step(`${source}: ${command}, of what came back`, () =>
        askForBackups(lab, command, "--source", source),
      );
    }
    const facts = environmentFacts("npm run drill -- backup", { before, after: oneMinuteLoad() });
    writeDrillSection("backup", () => `${backupReport(sources, comeback)}\n\n${facts}`);
  });
}
