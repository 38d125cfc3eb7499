import { TABLE } from "../../tests/postgres/clients";
import { startClientPods } from "../client-pods";
import type { SystemClients } from "../observed-system";
import { type DatabaseInPods, WATCHED_TABLE } from "./database";
import type { RowsTask } from "./write-rows";
import type { MemberTask } from "./write-to-member";

/** Whose login and flows the clients have: a pod of it that isn't its Deployment's serves nobody. */
const WORKLOAD = "projector";

/** How the database is written to, once its tables are there. */
export async function clientsOf(database: DatabaseInPods): Promise<SystemClients> {
  const login = await database.loginOf(WORKLOAD);
  const rows: RowsTask = { table: TABLE, client: { ...login, host: await database.primaryAddress() } };
  const member: MemberTask = { statement: `INSERT INTO ${WATCHED_TABLE} VALUES (now())`, client: login };
  return {
    writer: { script: "drills/postgres/write-rows.ts", task: rows },
    memberWriter: { script: "drills/postgres/write-to-member.ts", task: member },
    startPods: () => startClientPods(database.kubectl, database.namespace, WORKLOAD),
    missingIn: (name, written) => database.missingIn(name, written),
  };
}
