import { setTimeout as pause } from "node:timers/promises";

import { waitUntil } from "../../lab/wait";
import type { Progress } from "../../toolchain/progress";
import { startWriter } from "../observed-system";
import { clientsOf } from "../postgres/clients";
import type { DatabaseInPods } from "../postgres/database";
import { beginAnew, wantDeclared, wantRepository } from "./begun-from-repository";
import { type Loss, lossOf } from "./loss";
import { loseVolumes } from "./volumes-lost";

/** For as long rows are acknowledged that are archived then, and for as long again those whose segment of the log isn't. */
const WRITING_SECONDS = 20;
const PAUSE_MS = 500;
/** All files are fetched, and the log is replayed. */
const RESTORE_SECONDS = 600;

/** What became of a database that lost all of its volumes. */
export interface Comeback extends Loss {
  /** From the loss until a primary has recovered. */
  readonly secondsToPrimary: number;
  /** Between two acknowledged rows: a commit waits for a replica too, which copies everything from the primary. */
  readonly secondsWithoutWrites: number;
  /** From the loss until everything was as declared, by the runbook's last step. */
  readonly secondsToDeclared: number;
}

/**
 * While a client writes, all members lose their volumes at one moment; then somebody does what docs/runbooks/postgres-restore.md says of
 * that, at once.
 * @param database well, and with its tables
 * @throws Error unless everything comes back that was archived, and of what was acknowledged later the newest alone is lost
 */
export async function loseEverything(database: DatabaseInPods, progress: Progress): Promise<Comeback> {
  const clients = await clientsOf(database);
  const writer = await startWriter(database, clients);
  try {
    const archived = await progress.step("rows are written, archived, and written on", async () => {
      await pause(WRITING_SECONDS * 1000);
      await writer.oneMore();
      const count = writer.written.length;
      await database.archiveNow();
      await pause(WRITING_SECONDS * 1000);
      await writer.oneMore();
      return count;
    });
    const lostAt = Date.now();
    const since = () => (Date.now() - lostAt) / 1000;
    await progress.step("all members lose their volumes at one moment", () => loseVolumes(database));
    await progress.step("it is deployed that the database begins from the repository", () => wantRepository(database));
    const written = [...writer.written];
    await progress.step("members with new volumes begin anew", () => beginAnew(database));
    await progress.step("a primary has recovered from the repository", () =>
      waitUntil("a primary", RESTORE_SECONDS, async () => {
        await pause(PAUSE_MS);
        return (await database.hasPrimary()) || "nobody has recovered yet";
      }),
    );
    const secondsToPrimary = since();
    await progress.step("both others have copied from it, and rows are acknowledged", async () => {
      await database.isWell();
      await writer.oneMore();
    });
    await progress.step("everything is as declared again", () => wantDeclared(database));
    const secondsToDeclared = since();
    await database.isWell();
    const missing = await clients.missingIn(await database.leader(), written);
    const secondsWithoutWrites = writer.longestGapSeconds(lostAt);
    return { ...lossOf(written, archived, missing), secondsToPrimary, secondsWithoutWrites, secondsToDeclared };
  } finally {
    await writer.stop();
  }
}
