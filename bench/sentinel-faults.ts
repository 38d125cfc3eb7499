import type { Client, ObservedRedis, Outcome } from "../tests/redis/observed-redis";

/** What is measured, in this order. */
export const FAULTS = ["primary lost", "primary cut off"] as const;
/** One of {@link FAULTS}. */
export type Fault = (typeof FAULTS)[number];
/** What each did to each client. */
export type Measured = Readonly<Record<Fault, Readonly<Record<Client, Outcome>>>>;

/** Does to a redis that is well, one after another, what is measured, and leaves it well. */
export async function measureFaults(observed: ObservedRedis): Promise<Measured> {
  const { redis, writers } = observed;
  const { pods } = redis;
  const taken = async (primary: string) => {
    await redis.anotherLeads(primary);
    await Promise.all([writers.waiting.oneMore(), writers.plain.oneMore()]);
  };
  const lost = await observed.through("primary lost", async (primary) => {
    pods.killHard(primary, { keepDown: true });
    await taken(primary);
    pods.bringUp(primary);
  });
  const cutOff = await observed.through("primary cut off", async (primary) => {
    await pods.cutFromPods(primary);
    await taken(primary);
    await pods.healPods(primary);
  });
  return { "primary lost": lost, "primary cut off": cutOff };
}
