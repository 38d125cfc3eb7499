import { FIXED_REDIS_TIMES as FIXED, type RedisTimes } from "./failover-times";

/** What can happen to three members, one thing at a time. */
export type RedisFault = "primary hands over" | "primary lost or frozen" | "votes split once" | "one replica lost";

/** How long writes are refused or wait, at most. */
export interface RedisWorstCase {
  readonly seconds: number;
  /** What adds up to it. */
  readonly sum: string;
}

/** From the election to the new primary: the steps of a failover, each at a look, its answer, and the keeper's. */
const STEPS = 4;

/** For each fault, how long nobody can write, counted from it; without clients' own delays and the round trips between servers. */
export function redisWorstCase(times: RedisTimes): Readonly<Record<RedisFault, RedisWorstCase>> {
  const promotion = tenths(STEPS * FIXED.tickSeconds + FIXED.infoSeconds + FIXED.keeperSeconds);
  const found = FIXED.pingSeconds + times.downAfterSeconds + FIXED.askSeconds;
  const lost = tenths(found + FIXED.desyncSeconds + promotion);
  const again = 2 * times.failoverTimeoutSeconds + FIXED.desyncSeconds;
  return {
    "primary hands over": {
      seconds: promotion,
      sum: "the failover's steps, a look at the new primary, the keeper's loop",
    },
    "primary lost or frozen": {
      seconds: lost,
      sum: "last answer, down-after, asking the other Sentinels, random delay, then as a hand-over",
    },
    "votes split once": {
      seconds: tenths(lost + again),
      sum: "as a lost primary, then twice the failover timeout and another random delay",
    },
    "one replica lost": { seconds: 0, sum: "none: the other one is enough" },
  };
}

/** How long a primary that reaches no replica may still acknowledge writes, at most: these are lost. */
export function lastWritesSeconds({ replicaLagSeconds }: RedisTimes): number {
  // Reports are counted in whole seconds, so that up to one more passes unseen.
  return replicaLagSeconds + 1 + FIXED.reportSeconds;
}

function tenths(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}
