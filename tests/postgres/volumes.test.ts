/**
 * Volumes and state that aren't of each other: new volumes under old state, old volumes under new state, and another
 * cluster's. Each is refused or recovered from, by the commands of docs/runbooks, and no data is wiped. Real processes, as in
 * failover.test.ts.
 *
 * Not shown: a volume's server that is gone. The lab's nodes are names only.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, it, jest } from "@jest/globals";
import { TIMEOUT_MS } from "../support/bare-lab";
import { describeUnless } from "../support/describe-unless";
import { notInOwnNetwork } from "../support/own-network";
import { ByHand } from "./by-hand";
import { claimOf } from "./clients";
import { MEMBERS } from "./database-under-test";
import { ObservedDatabase } from "./observed-database";

jest.setTimeout(TIMEOUT_MS);

const MISMATCH = "system ID mismatch";
/** The cluster that a volume is of, where its member says that the store knows another. */
const ofVolume = (log: string) => new RegExp(`${MISMATCH}.* != (\\d+)`).exec(log)?.[1];

describeUnless(notInOwnNetwork(), "a database of three members", () => {
  let observed: ObservedDatabase;
  let byHand: ByHand;

  beforeAll(async () => {
    observed = await ObservedDatabase.start("volumes");
    byHand = new ByHand(observed.database);
  });
  afterAll(() => observed?.dispose());
  afterEach(() => observed.expectNothingLost());

  const systemId = () => observed.database.sql("postgres-1", "SELECT system_identifier FROM pg_control_system()");

  it("copies the data to a member that is given a new volume, as for one that is added", () =>
    observed.through("a new volume for a replica", async (leader) => {
      const replica = MEMBERS.find((member) => member !== leader)!;
      const before = await byHand.volumeOf(replica);
      await byHand.logged([replica], "replica has been created using basebackup", () => byHand.giveNewVolume(replica));
      expect(await byHand.volumeOf(replica)).not.toBe(before);
    }));

  it("starts on no volume where the store knows another cluster, and on all once it knows this one", () =>
    observed.through("a store of another cluster", async () => {
      const own = await systemId();
      await byHand.stopAll();
      await byHand.annotateStore("initialize=7000000000000000001");
      const logs = await byHand.logged(MEMBERS, MISMATCH, () => byHand.start());
      expect(logs.map(ofVolume)).toEqual([own, own, own]);
      await byHand.annotateStore(`initialize=${own}`);
      await byHand.replacePods(...MEMBERS);
    }));

  it("makes the store anew from its volumes where that is lost", () =>
    observed.through("a store that is lost", async (leader) => {
      const parameter = await observed.database.sql(leader, "SHOW max_wal_size");
      await byHand.stopAll();
      await byHand.removeStore();
      await byHand.logged(["postgres-1"], "Lock owner", () => byHand.start());
      await observed.database.isWell();
      expect(await observed.database.sql(leader, "SHOW max_wal_size")).toBe(parameter);
    }));

  it("waits on empty volumes rather than begin anew, and goes on once they have their data back", () =>
    observed.through("volumes that are all empty", async () => {
      const volumes = await Promise.all(MEMBERS.map((member) => byHand.volumeOf(member)));
      await byHand.stopAll();
      await byHand.deleteClaims(...MEMBERS);
      await byHand.logged(MEMBERS, "waiting for leader to bootstrap", () => byHand.start());
      for (const member of MEMBERS) {
        const folder = await observed.database.pods.volumeFolder(claimOf(member));
        expect(readdirSync(join(folder, "pgdata"))).toEqual([]);
      }
      await byHand.stopAll();
      await byHand.deleteClaims(...MEMBERS);
      for (const [index, member] of MEMBERS.entries()) await byHand.putBack(volumes[index]!, member);
      await byHand.start();
    }));

  it("keeps its data where an empty member began a cluster without it, and throws that one's away", () =>
    observed.through("an empty member alone, without a store", async () => {
      const own = await systemId();
      await byHand.stopAll();
      await byHand.empty("postgres-0");
      await byHand.removeStore();
      await byHand.logged(["postgres-0"], "initialized a new cluster", () => byHand.start(1));
      const others = MEMBERS.slice(1);
      const logs = await byHand.logged(others, MISMATCH, () => byHand.start());
      expect(logs.map(ofVolume)).toEqual([own, own]);

      await byHand.stopAll();
      await byHand.annotateStore(`initialize=${own}`, "history-");
      await byHand.removeStore("", "-sync");
      const [log] = await byHand.logged(["postgres-0"], MISMATCH, () => byHand.start());
      expect(ofVolume(log!)).not.toBe(own);
      expect(others).toContain(await observed.anotherLeads("postgres-0"));
      await byHand.giveNewVolume("postgres-0");
    }));
});
