import * as pulumi from "@pulumi/pulumi";
import type { RedisAccess } from "../../components/redis/redis-access";

/** The access to redis as services are given it, with nothing behind. Made inside a recorded program. */
export function plainRedis(access: Partial<RedisAccess> = {}): RedisAccess {
  return {
    host: "redis-primary.backend-mainnet.svc",
    port: 6379,
    sentinels: [0, 1, 2].map((ordinal) => `redis-${ordinal}.backend-mainnet.svc:26379`),
    group: "gx",
    password: {
      name: pulumi.output("redis-credentials"),
      variables: ["REDIS_PASSWORD"],
      values: pulumi.output<Readonly<Record<string, string>>>({ REDIS_PASSWORD: "0" }),
    },
    authority: { name: pulumi.output("redis-authority"), checksum: pulumi.output("0") },
    ready: new pulumi.ComponentResource("test:Redis", "redis"),
    ...access,
  };
}
