import { BackupCommands } from "../tests/backup/backup-commands";
import { backupImages } from "../tests/backup/backup-images";
import { DatabaseUnderTest, MEMBERS } from "../tests/postgres/database-under-test";
import { Repository } from "../tests/postgres/repository";
import { declaredObjectsOf } from "../tests/support/declared-objects";
import type { Progress } from "../toolchain/progress";
import type { Bench } from "./bench-lab";
import { backupReport, type BackupRuns } from "./backup-report";
import { inTurns } from "./in-turns";
import { fillLedger } from "./ledger";
import { loadDump, loadPlainDump, movePlainDump, takeDump, takePlainDump } from "./logical-backup";
import { oneAtATime } from "./one-at-a-time";
import { COMPRESSED_ALIKE, restoreBackup, takeBaseBackup, takeFullBackup } from "./physical-backup";

/** How large the database is at least. */
const SIZE_BYTES = 2e9;
/** How often each is measured. */
const RUNS = 3;

/**
 * How long backups of the database take as they are declared, and bringing them back, against what PostgreSQL's own programs take for the
 * same. To be run in `OWN_NETWORK`.
 */
export function backupBenchmark(progress: Progress): Promise<string> {
  return oneAtATime(progress, async (signal) => {
    const database = await progress.step("Start the database with its backups", started);
    try {
      const measurement = new Measurement(database, { progress, signal });
      return backupReport(await measurement.run());
    } finally {
      await progress.step("Remove them", () => database.dispose());
    }
  });
}

/** Mainnet's database, object store and backups, all as declared. */
async function started(): Promise<DatabaseUnderTest> {
  const database = await DatabaseUnderTest.start("bench-backup", { isBackedUp: true, besides: await backupImages() });
  try {
    await database.become(await declaredObjectsOf(["objectstore", "postgres", "backup"], {}));
    await database.isWell();
    return database;
  } catch (error) {
    await database.dispose();
    throw error;
  }
}

/** What is measured on one database. */
class Measurement {
  private readonly repository: Repository;
  private jobs = 0;

  constructor(
    private readonly database: DatabaseUnderTest,
    private readonly bench: Pick<Bench, "progress" | "signal">,
  ) {
    this.repository = new Repository(database);
  }

  async run(): Promise<BackupRuns> {
    const { database, bench } = this;
    const { progress, signal } = bench;
    const databaseBytes = await fillLedger(database, SIZE_BYTES, progress, signal);
    progress.info("── physical backups");
    const physical = await inTurns(bench, RUNS, {
      declared: () => this.quietly(() => takeFullBackup(database, this.newName("full"))),
      plain: () => this.quietly(() => takeBaseBackup(database)),
      compressed: () => this.quietly(() => takeBaseBackup(database, COMPRESSED_ALIKE)),
    });
    progress.info("── their restore");
    const { restore } = await inTurns(bench, RUNS, {
      restore: () => this.quietly(() => restoreBackup(database, this.newName("restore"))),
    });
    progress.info("── dumps");
    const dump = await inTurns(bench, RUNS, {
      declared: () => this.quietly(() => takeDump(database, this.newName("dump"))),
      plain: () => this.quietly(() => takePlainDump(database)),
    });
    progress.info("── loading them");
    await movePlainDump(database);
    return { databaseBytes, physical, restore, dump, load: await this.load() };
  }

  private async load(): Promise<BackupRuns["load"]> {
    const { database, bench } = this;
    const commands = await bench.progress.step("Make a checkout for the command", () =>
      BackupCommands.start(database.lab, database.pods),
    );
    try {
      return await inTurns(bench, RUNS, {
        declared: () => this.quietly(() => loadDump(database, commands)),
        plain: () => this.quietly(() => loadPlainDump(database)),
      });
    } finally {
      await commands.dispose();
    }
  }

  /** Does a work once everything that was written before is on disk and archived: it would fall upon what is measured. */
  private async quietly<T>(work: () => Promise<T>): Promise<T> {
    await this.repository.archiveNow();
    await Promise.all(MEMBERS.map((member) => this.database.sql(member, "CHECKPOINT")));
    return work();
  }

  private newName(what: string): string {
    return `bench-${what}-${++this.jobs}`;
  }
}
