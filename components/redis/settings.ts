import { z } from "zod";
import { month, resources, wholeNumber } from "../../stacks/fields";
import type { ResourceSpec } from "../shared/container-resources";

/**
 * What becomes of a write when the data has reached its size: `refuse`, it fails; `evict-volatile`, keys that would expire by
 * themselves go first, the least recently used before others.
 */
export type WhenFull = "refuse" | "evict-volatile";

/** Settings of redis. */
export interface RedisSettings {
  readonly replicas: number;
  /** Of each member: the append-only file, which grows between rewrites, and copies for other members. */
  readonly volumeMebibytes: number;
  /** The most that the data may take in memory. */
  readonly dataMebibytes: number;
  readonly whenFull: WhenFull;
  /** Of a member's server; Sentinel, keeper and exporter have their own besides. */
  readonly resources: ResourceSpec;
  /** Month from whose first day the members' certificate is valid, as `YYYY-MM`: a later one renews it. */
  readonly certificatesFrom: string;
  /** Counted up by one to have new passwords. */
  readonly passwordGeneration: number;
}

/** The section `gx:redis`. */
export const redisSettings: z.ZodType<RedisSettings> = z.strictObject(
  {
    replicas: wholeNumber(1, 7, "members, one a node"),
    volumeMebibytes: wholeNumber(256, 1_048_576, "MiB of each member's volume"),
    dataMebibytes: wholeNumber(16, 65_536, "MiB that the data may take in memory"),
    whenFull: z.enum(["refuse", "evict-volatile"], { error: "must be refuse or evict-volatile" }).default("refuse"),
    resources,
    certificatesFrom: month,
    passwordGeneration: wholeNumber(1, 1_000_000, "counted up by one to have new passwords").default(1),
  },
  { error: "must be a map with replicas, volumeMebibytes, dataMebibytes, resources and certificatesFrom" },
);
