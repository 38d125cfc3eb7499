/**
 * Volumes that are full or would be: how much of the log a primary keeps for a member that is away, and what it does on a
 * volume without a free block. Real processes on file systems of their own, as in failover.test.ts.
 *
 * A primary on a full volume stays primary, and statements fail until somebody acts: docs/runbooks/postgres-full-disk.md.
 */
import { afterAll, afterEach, beforeAll, expect, it, jest } from "@jest/globals";
import { waitUntil } from "../../lab/wait";
import { TIMEOUT_MS, WAIT_SECONDS } from "../support/bare-lab";
import { describeUnless } from "../support/describe-unless";
import { notInOwnNetwork } from "../support/own-network";
import { ByHand } from "./by-hand";
import { claimOf } from "./clients";
import { fill, free } from "../../lab/faults/full-volume";
import { ObservedDatabase } from "./observed-database";
import { SEGMENT_MEBIBYTES, writeLog } from "./write-log";

jest.setTimeout(TIMEOUT_MS);

/** The least that settings allow: a quarter of it may be held back for members that are away. */
const VOLUME_MEBIBYTES = 4096;
const HELD_MEBIBYTES = VOLUME_MEBIBYTES / 4;
/** What the log has beside that which is held back: `max_wal_size`, and the segments that are being written. */
const UNHELD_MEBIBYTES = 256 + 64;
const LEFT_BEHIND = "has already been removed";

describeUnless(notInOwnNetwork(), "a database of three members on small volumes", () => {
  let observed: ObservedDatabase;
  let byHand: ByHand;

  beforeAll(async () => {
    observed = await ObservedDatabase.start("full-volume", { volumeMebibytes: VOLUME_MEBIBYTES });
    byHand = new ByHand(observed.database);
  });
  afterAll(() => observed?.dispose());
  afterEach(() => observed.expectNothingLost());

  const memberThatIs = async (wanted: string) =>
    (await observed.database.members()).find(({ role }) => role === wanted)!.name;
  const volumeOf = (member: string) => observed.database.pods.volumeFolder(claimOf(member));

  /** Takes a replica away until the primary gives it up, and has it copied anew as it comes back. */
  async function leftBehind(leader: string, whileAway: () => Promise<void>): Promise<void> {
    const replica = await memberThatIs("replica");
    observed.database.pods.killHard(replica, { keepDown: true });
    await byHand.logged([leader], `Dropped replication slot '${replica.replace("-", "_")}'`, whileAway);
    await byHand.logged([replica], LEFT_BEHIND, () => Promise.resolve(observed.database.pods.bringUp(replica)));
    const copied = await byHand.patronictl(leader, "reinit", "postgres-primary", replica, "--force", "--wait");
    expect(copied).toContain(`Reinitialize is completed on: ${replica}`);
  }

  it("keeps no more of the log for a member that is away than a quarter of the volume", () =>
    observed.through("a member left behind", (leader) =>
      leftBehind(leader, async () => {
        const most = await writeLog(observed.database, leader, HELD_MEBIBYTES + UNHELD_MEBIBYTES);
        expect(most).toBeGreaterThan(HELD_MEBIBYTES - SEGMENT_MEBIBYTES * 8);
        expect(most).toBeLessThan(HELD_MEBIBYTES + UNHELD_MEBIBYTES);
      }),
    ));

  it("gives a member up at once where the limit is lowered by hand", () =>
    observed.through("a member given up by hand", async (leader) => {
      const limit = "max_slot_wal_keep_size";
      await leftBehind(leader, async () => {
        await writeLog(observed.database, leader, 10 * SEGMENT_MEBIBYTES);
        await byHand.patronictl(leader, "edit-config", "--force", "-p", `${limit}=64MB`);
        await waitUntil("the lowered limit", WAIT_SECONDS, async () => {
          const shown = await observed.database.sql(leader, `SHOW ${limit}`);
          return shown === "64MB" || shown;
        });
        await observed.database.sql(leader, "CHECKPOINT");
      });
      await byHand.patronictl(leader, "edit-config", "--force", "-p", `${limit}=${HELD_MEBIBYTES}MB`);
    }));

  it("hands over by hand from a primary that can't extend its tables, and takes it back once there is space", () =>
    observed.through("tables that can't grow", async (leader) => {
      const volume = await volumeOf(leader);
      const candidate = await memberThatIs("sync_standby");
      await byHand.logged([leader], "could not extend file", () => fill(volume, VOLUME_MEBIBYTES));
      await byHand.patronictl(leader, "switchover", "--leader", leader, "--candidate", candidate, "--force");
      await observed.writer.oneMore();
      expect(await observed.anotherLeads(leader)).toBe(candidate);
      free(volume);
    }));

  it("loses nothing where a primary's checkpoint finds its volume full", () =>
    observed.through("a checkpoint on a full volume", async (leader) => {
      const volume = await volumeOf(leader);
      await byHand.logged([leader], "PANIC", async () => {
        await fill(volume, VOLUME_MEBIBYTES);
        await expect(observed.database.sql(leader, "CHECKPOINT")).rejects.toThrow();
      });
      free(volume);
    }));
});
