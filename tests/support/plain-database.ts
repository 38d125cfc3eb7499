import * as pulumi from "@pulumi/pulumi";
import type { DatabaseAccess } from "../../components/postgres/database-access";
import { DEFAULT_TIME_BUDGET } from "../../stacks/failover-time-budget";

/** A database's access as services are given it, with nothing behind. Made inside a recorded program. */
export function plainDatabase(access: Partial<DatabaseAccess> = {}): DatabaseAccess {
  return {
    writeHost: "postgres-primary.backend-mainnet.svc",
    readHost: "postgres-replica.backend-mainnet.svc",
    port: 5432,
    database: "gx_protocol",
    authority: { name: pulumi.output("postgres-authority"), checksum: pulumi.output("0") },
    sessionsAPod: 3,
    times: DEFAULT_TIME_BUDGET.client,
    ready: new pulumi.ComponentResource("test:Database", "database"),
    retireLogins: () => undefined,
    ...access,
  };
}
