import type { ClientConfig } from "pg";
import { ADMIN_ROLE, CLAIM, DATABASE, PORTS, SERVICES } from "../../components/postgres/names";
import { MOCK_PASSWORD } from "../support/recorded-resources";
import { type DatabaseUnderTest, NAMESPACE } from "./database-under-test";

/** The claim of a member's volume. */
export const claimOf = (member: string) => `${CLAIM}-${member}`;

/** The table that is written to. */
export const TABLE = "written";
const IN_NAMESPACE = `--namespace=${NAMESPACE}`;

/** How one logs in, without where. */
export type Login = Omit<ClientConfig, "host">;

/** Makes the table, as the administrator does: services make none. */
export async function createTable(database: DatabaseUnderTest): Promise<void> {
  const leader = database.leader!;
  await database.sql(leader, `SET ROLE ${ADMIN_ROLE}; CREATE TABLE ${TABLE} (row bigint PRIMARY KEY)`, DATABASE);
}

/** The rows of the table that a member has. */
export async function rowsOf(database: DatabaseUnderTest, member: string): Promise<readonly number[]> {
  const text = await database.sql(member, `SELECT row FROM ${TABLE}`, DATABASE);
  return text === "" ? [] : text.split("\n").map(Number);
}

/** A service's login, which trusts the database's own authority alone. */
export async function asService(
  { lab }: DatabaseUnderTest,
  user = "svc_identity_a",
  password = MOCK_PASSWORD,
): Promise<Login> {
  const authority = await lab.kubectl.run([
    ...["get", "configmap", "postgres-authority", IN_NAMESPACE, "--output=jsonpath={.data.ca\\.crt}"],
  ]);
  return {
    ...{ user, password, port: PORTS.sql, database: DATABASE },
    // By the Service's name, as a service's client checks it.
    ssl: { ca: authority, servername: `${SERVICES.primary}.${NAMESPACE}.svc` },
  };
}

/** Whatever the primary's Service leads to. */
export function primaryTarget({ view }: DatabaseUnderTest, login: Login): () => ClientConfig | undefined {
  return () => at(view.primaryAddress, login);
}

/** A member, wherever it is. */
export function memberTarget({ view }: DatabaseUnderTest, member: string, login: Login): ClientConfig | undefined {
  return at(view.addressOf(member), login);
}

function at(host: string | undefined, login: Login): ClientConfig | undefined {
  return host === undefined ? undefined : { ...login, host };
}
