/**
 * That what the program declares elects, replicates, fails over and fences: the declared objects on a real API server, real
 * PostgreSQL and Patroni of the image in their pods' processes, one client that writes throughout. After each fault one
 * member leads, both others stream, at no moment two took writes, and no acknowledged row is lost. The seconds without writes
 * are printed, never asserted: docs/benchmarks.md has them.
 *
 * Not shown: nodes, links between members, DNS, limits of memory; those need a lab with real nodes.
 */
import { afterAll, afterEach, beforeAll, expect, it, jest } from "@jest/globals";
import { TIMEOUT_MS } from "../support/bare-lab";
import { describeUnless } from "../support/describe-unless";
import { notInOwnNetwork } from "../support/own-network";
import { MEMBERS, SERVER } from "./database-under-test";
import { PATRONI, POSTMASTER } from "./processes";
import { ObservedDatabase } from "./observed-database";

jest.setTimeout(TIMEOUT_MS);

describeUnless(notInOwnNetwork(), "a database of three members", () => {
  let observed: ObservedDatabase;

  beforeAll(async () => void (observed = await ObservedDatabase.start("failover")));
  afterAll(() => observed?.dispose());
  afterEach(() => observed.expectNothingLost());

  it("came from nothing: one leads, and both others stream from it by a slot of their own", async () => {
    const { database } = observed;
    const leader = database.leader!;
    expect(await database.sql(leader, "SELECT count(*) FROM pg_replication_slots WHERE active")).toBe("2");
    expect(await database.sql(leader, "SHOW data_checksums")).toBe("on");
    const versions = await Promise.all(MEMBERS.map((member) => database.sql(member, "SHOW server_version")));
    expect(new Set(versions).size).toBe(1);
  });

  it("hands over to the synchronous standby when asked, without anybody naming it", () =>
    observed.through("planned switchover", async (leader) => {
      const { database } = observed;
      const standby = (await database.members()).find(({ role }) => role === "sync_standby")!.name;
      const { exitCode, stdout, stderr } = await database.pods.exec(leader, SERVER, [
        ...["patronictl", "-c", "/etc/patroni/patroni.yml", "switchover", "--force"],
        ...["--leader", leader],
      ]);
      expect([exitCode, stdout + stderr]).toEqual([0, expect.stringContaining("Successfully")]);
      expect(await observed.anotherLeads(leader)).toBe(standby);
    }));

  it("fails over when the postmaster is killed", () =>
    observed.through("postmaster killed", (leader) => void observed.database.pods.kill(leader, SERVER, POSTMASTER)));

  it("fails over when a member is killed whole", () =>
    observed.through("Patroni and postmaster killed", (leader) => observed.database.pods.killHard(leader)));

  it.each([
    ["Patroni", PATRONI],
    ["the postmaster", POSTMASTER],
  ])("ends a member by its liveness probe when %s is frozen, and fails over", (what, match) =>
    observed.through(`${what} frozen`, async (leader) => {
      observed.database.pods.kill(leader, SERVER, match, "SIGSTOP");
      await observed.anotherLeads(leader);
    }),
  );

  it("starts again when all three are killed at once", () =>
    observed.through("all three killed", () => {
      for (const member of MEMBERS) observed.database.pods.killHard(member);
    }));
});
