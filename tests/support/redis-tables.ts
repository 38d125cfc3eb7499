import { REDIS_TIME_RULES } from "../../components/redis/failover-rules";
import type { RedisTimes } from "../../components/redis/failover-times";
import { redisWorstCase } from "../../components/redis/failover-worst-cases";

/** Rows of the table of what must hold between the times of redis, in words and in numbers. */
export function redisRuleRows(times: RedisTimes): readonly (readonly string[])[] {
  return REDIS_TIME_RULES.map(({ compares, values, otherwise }) => [...compares, values(times).join(" ≤ "), otherwise]);
}

/** Rows of the table of redis' worst cases. */
export function redisWorstCaseRows(times: RedisTimes): readonly (readonly string[])[] {
  return Object.entries(redisWorstCase(times)).map(([fault, { seconds, sum }]) => [fault, `${seconds} s`, sum]);
}
