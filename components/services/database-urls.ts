import type * as pulumi from "@pulumi/pulumi";
import type { DatabaseLogin } from "../logins/database-login";

/** The database of the application, as recorded. */
const DATABASE_NAME = "gx_protocol";
/** Environment variables of the URL for writes, which the primary takes, and of the one for read-heavy queries. */
export const DATABASE_URL_VARIABLES = { write: "DATABASE_URL", read: "DATABASE_READ_URL" } as const;

/** Where a database listens. */
export interface DatabaseEndpoints {
  /** Host that leads to the primary. */
  readonly writeHost: string;
  /** Host that leads to the replicas. */
  readonly readHost: string;
  readonly port: number;
}

/** Where the services look for their database, by the names recorded: the database itself isn't deployed yet. */
export function databaseEndpoints(namespace: string): DatabaseEndpoints {
  return {
    writeHost: `postgres-primary.${namespace}.svc`,
    readHost: `postgres-replica.${namespace}.svc`,
    port: 5432,
  };
}

/** The URLs of a database for one login, by environment variable. Secrets, as the password in them is. */
export function databaseUrls(
  { role, password }: DatabaseLogin,
  { writeHost, readHost, port }: DatabaseEndpoints,
): Readonly<Record<string, pulumi.Output<string>>> {
  const url = (host: string) =>
    password.apply((value) => `postgresql://${role}:${value}@${host}:${port}/${DATABASE_NAME}`);
  return { [DATABASE_URL_VARIABLES.write]: url(writeHost), [DATABASE_URL_VARIABLES.read]: url(readHost) };
}
