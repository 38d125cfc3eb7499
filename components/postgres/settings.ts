import { z } from "zod";
import { month, resources, wholeNumber } from "../../stacks/fields";
import type { FailoverTimeBudget } from "../../stacks/failover-time-budget";
import { failoverSettings } from "../../stacks/failover-settings";
import type { ResourceSpec } from "../shared/container-resources";
import { type BackupSettings, backupSettings } from "./backup/settings";
import { TUNABLE_PARAMETERS } from "./parameters";

/**
 * Whether a commit waits for a second member: `off`, never; `on`, while one can be waited for; `strict`, always, so that
 * writes wait rather than stand on one disk alone.
 */
export type Synchronous = "off" | "on" | "strict";

/** Settings of the database. */
export interface PostgresSettings {
  readonly replicas: number;
  /** Of each member. Room for the data, and for the write-ahead log that a lost member may need again. */
  readonly volumeMebibytes: number;
  /** Of a member's database server; its exporter has its own besides. */
  readonly resources: ResourceSpec;
  readonly synchronous: Synchronous;
  /** Month from whose first day the members' certificates are valid, as `YYYY-MM`: a later one renews them. */
  readonly certificatesFrom: string;
  /** Parameters of PostgreSQL beyond those that are computed. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly failover: FailoverTimeBudget;
  /** Without it nothing is archived, and there are no backups. */
  readonly backup?: BackupSettings | undefined;
}

const parameters = z
  .strictObject(
    Object.fromEntries(
      Object.entries(TUNABLE_PARAMETERS).map(([name, pattern]) => [
        name,
        z
          .string({ error: "must be a text, as PostgreSQL writes it" })
          .regex(pattern.form, `must be like ${pattern.example}: ${pattern.what}`)
          .optional(),
      ]),
    ),
    { error: "must be a map of PostgreSQL's parameters" },
  )
  .default({})
  .transform((given) => given as Readonly<Record<string, string>>);

/** The section `gx:postgres`. */
export const postgresSettings: z.ZodType<PostgresSettings> = z.strictObject(
  {
    replicas: wholeNumber(1, 7, "members, one a node"),
    volumeMebibytes: wholeNumber(4096, 4_194_304, "MiB of each member's volume"),
    resources,
    synchronous: z.enum(["off", "on", "strict"], { error: "must be off, on or strict" }),
    certificatesFrom: month,
    parameters,
    failover: failoverSettings(),
    backup: backupSettings.optional(),
  },
  { error: "must be a map with replicas, volumeMebibytes, resources, synchronous and certificatesFrom" },
);
