/**
 * That what the program declares elects, replicates, fails over and fences: the declared objects on a real API server, real
 * Valkey and Sentinel of the image in their pods' processes, two clients that write throughout. After each fault one member
 * is primary to everybody, no key is lost that a replica had confirmed, and at no moment two members took such writes. The
 * seconds without writes, what is lost of keys that nobody else had confirmed, and for how long two members took those, are
 * printed, never asserted.
 *
 * Not shown: nodes, DNS, limits of memory; those need a lab with real nodes.
 */
import { afterAll, afterEach, beforeAll, expect, it, jest } from "@jest/globals";
import { TIMEOUT_MS } from "../support/bare-lab";
import { describeUnless } from "../support/describe-unless";
import { notInOwnNetwork } from "../support/own-network";
import { ObservedRedis } from "./observed-redis";
import { MEMBERS, SERVER } from "./redis-under-test";

jest.setTimeout(TIMEOUT_MS);

const SERVER_PROCESS = /valkey-server/;
const ROUNDS = [1, 2, 3, 4, 5];

describeUnless(notInOwnNetwork(), "a redis of three members", () => {
  let observed: ObservedRedis;

  beforeAll(async () => void (observed = await ObservedRedis.start("redis-failover")));
  afterAll(() => observed?.dispose());
  afterEach(() => observed.expectNothingLost());

  it("came from nothing: the first is primary, and takes no writes without a replica", async () => {
    expect(observed.redis.primary).toBe("redis-0");
    const answers = MEMBERS.map((member) => observed.redis.ask(member, "CONFIG", "GET", "min-replicas-to-write"));
    expect(await Promise.all(answers)).toEqual(MEMBERS.map(() => ["min-replicas-to-write", "1"]));
  });

  // It starts again before Sentinels take it for down, and is primary still once they say so.
  it("goes on when the primary's server is killed", () =>
    observed.through("server killed", (primary) => void observed.redis.pods.kill(primary, SERVER, SERVER_PROCESS)));

  it("fails over when the primary's pod is killed whole, and takes it in again", () =>
    observed.through("pod lost", async (primary) => {
      observed.redis.pods.killHard(primary, { keepDown: true });
      await observed.redis.anotherLeads(primary);
      await observed.writers.waiting.oneMore();
      observed.redis.pods.bringUp(primary);
    }));

  it("fails over when the primary's server is frozen", () =>
    observed.through("server frozen", async (primary) => {
      observed.redis.pods.kill(primary, SERVER, SERVER_PROCESS, "SIGSTOP");
      await observed.redis.anotherLeads(primary);
    }));

  it("fails over when the primary and its Sentinel are cut off, and takes nothing from them afterwards", () =>
    observed.through("primary cut off", async (primary) => {
      await observed.redis.pods.cutFromPods(primary);
      await observed.redis.anotherLeads(primary);
      await observed.writers.waiting.oneMore();
      await observed.redis.pods.healPods(primary);
    }));

  it("keeps its primary when a replica is cut off", () =>
    observed.through("replica cut off", async (primary) => {
      const replica = MEMBERS.find((member) => member !== primary)!;
      await observed.redis.pods.cutFromPods(replica);
      await observed.loses(replica);
      await observed.redis.pods.healPods(replica);
      expect(observed.redis.primary).toBe(primary);
    }));

  it.each(ROUNDS)("has one primary when all three were killed at once, time %d", () =>
    observed.through("all three killed", () => {
      for (const member of MEMBERS) observed.redis.pods.killHard(member);
    }),
  );
});
