/**
 * A primary whose volume is full: its server ends, as it may acknowledge nothing that it can't keep, and another takes over.
 * Real processes on file systems of their own, as in failover.test.ts.
 */
import { afterAll, afterEach, beforeAll, it, jest } from "@jest/globals";
import { TIMEOUT_MS } from "../support/bare-lab";
import { describeUnless } from "../support/describe-unless";
import { fill, free } from "../../lab/faults/full-volume";
import { notInOwnNetwork } from "../support/own-network";
import { claimOf, ObservedRedis } from "./observed-redis";

jest.setTimeout(TIMEOUT_MS);

const VOLUME_MEBIBYTES = 64;

describeUnless(notInOwnNetwork(), "a redis of three members on small volumes", () => {
  let observed: ObservedRedis;

  beforeAll(async () => void (observed = await ObservedRedis.start("redis-full-volume", VOLUME_MEBIBYTES)));
  afterAll(() => observed?.dispose());
  afterEach(() => observed.expectNothingLost());

  it("fails over from a primary whose volume is full, and takes it in again once there is space", () =>
    observed.through("primary's volume full", async (primary) => {
      const volume = await observed.redis.pods.volumeFolder(claimOf(primary));
      await fill(volume, VOLUME_MEBIBYTES);
      await observed.redis.anotherLeads(primary);
      await observed.writers.waiting.oneMore();
      free(volume);
    }));
});
