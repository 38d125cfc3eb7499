/**
 * The database without the API server in which it keeps who is primary: for all of it at once, and for one member alone. Real
 * processes, as in failover.test.ts.
 */
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, it, jest } from "@jest/globals";
import { DEFAULT_TIME_BUDGET } from "../../stacks/failover-time-budget";
import { TIMEOUT_MS } from "../support/bare-lab";
import { describeUnless } from "../support/describe-unless";
import { notInOwnNetwork } from "../support/own-network";
import { MEMBERS } from "./database-under-test";
import { ObservedDatabase } from "./observed-database";

jest.setTimeout(TIMEOUT_MS);

describeUnless(notInOwnNetwork(), "a database of three members", () => {
  let observed: ObservedDatabase;

  beforeAll(async () => void (observed = await ObservedDatabase.start("store")));
  afterAll(() => observed?.dispose());
  afterEach(() => observed.expectNothingLost());

  it("goes on writing under the same primary while nobody reaches the API server for longer than its lease", () =>
    observed.through("API server away", async (leader) => {
      const { pods } = observed.database;
      for (const member of MEMBERS) pods.cutFromApi(member, "silent");
      await pause(2 * DEFAULT_TIME_BUDGET.ttlSeconds * 1000);
      await observed.writer.oneMore();
      for (const member of MEMBERS) pods.healApi(member);
      expect(observed.database.leader).toBe(leader);
    }));

  // Failsafe mode lets it go on where the replicas hear from it before they see its lease end; else one of them takes over.
  it("goes on writing under one primary, that one or another, when the primary alone is cut off from the API server", () =>
    observed.through("primary cut off from the API server", async (leader) => {
      observed.database.pods.cutFromApi(leader, "silent");
      await pause(2 * DEFAULT_TIME_BUDGET.ttlSeconds * 1000);
      await observed.writer.oneMore();
      observed.database.pods.healApi(leader);
    }));
});
