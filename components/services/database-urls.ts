import type * as pulumi from "@pulumi/pulumi";
import { AUTHORITY_FILE } from "../certificates/system-authority";
import type { DatabaseLogin } from "../logins/database-login";
import type { DatabaseAccess } from "../postgres/database-access";

/** Environment variables of the URL for writes, which the primary takes, and of the one for read-heavy queries. */
export const DATABASE_URL_VARIABLES = { write: "DATABASE_URL", read: "DATABASE_READ_URL" } as const;
/** Each URL has a pool of its own in the client. */
const POOLS = Object.keys(DATABASE_URL_VARIABLES).length;
/** Where a service's pods find whom to trust as the database. */
export const AUTHORITY_FOLDER = "/etc/postgres-authority";

/**
 * The URLs of the database for one login, by environment variable. Secrets, as the password in them is. The services' client
 * is Prisma, whose parameters these are: the server must show a certificate of our authority, each pod keeps to its share of
 * the sessions, and no wait lasts longer than a failover's.
 */
export function databaseUrls(
  { loginRole, password }: Pick<DatabaseLogin, "loginRole" | "password">,
  { writeHost, readHost, port, database, sessionsAPod, times }: DatabaseAccess,
): Readonly<Record<string, pulumi.Output<string>>> {
  const parameters = new URLSearchParams({
    sslmode: "require",
    sslaccept: "strict",
    sslcert: `${AUTHORITY_FOLDER}/${AUTHORITY_FILE}`,
    connection_limit: String(Math.floor(sessionsAPod / POOLS)),
    connect_timeout: String(times.connectTimeoutSeconds),
    pool_timeout: String(times.poolTimeoutSeconds),
    socket_timeout: String(times.socketTimeoutSeconds),
    options: `-c statement_timeout=${times.statementTimeoutSeconds}s`,
  });
  // A space as %20: libpq doesn't take + for one.
  const query = parameters.toString().replaceAll("+", "%20");
  const url = (host: string) =>
    password.apply((value) => `postgresql://${loginRole}:${value}@${host}:${port}/${database}?${query}`);
  return { [DATABASE_URL_VARIABLES.write]: url(writeHost), [DATABASE_URL_VARIABLES.read]: url(readHost) };
}
