import type { RealLab } from "../../lab/nodes/real-lab";
import { kubectlInside } from "../../lab/nodes/kubectl-inside";
import { TABLE } from "../../tests/postgres/clients";
import { startClientPods } from "../client-pods";
import { ObservedSystem } from "../observed-system";
import type { ScenarioDrill } from "../scenario-drill";
import { DatabaseInPods, WATCHED_TABLE } from "./database";
import { POSTGRES_SCENARIOS } from "./scenarios";
import type { MemberTask } from "./write-to-member";
import type { RowsTask } from "./write-rows";

/** Whose login and flows the clients have: a pod of it that isn't its Deployment's serves nobody. */
const WORKLOAD = "projector";

/** What happens to the database. */
export const POSTGRES_DRILL: Pick<ScenarioDrill<DatabaseInPods>, "name" | "all" | "observe"> = {
  name: "postgres",
  all: POSTGRES_SCENARIOS,
  observe,
};

async function observe(lab: RealLab): Promise<ObservedSystem<DatabaseInPods>> {
  const kubectl = kubectlInside(lab);
  const database = new DatabaseInPods(lab, kubectl);
  await database.isWell();
  await database.createTables();
  const login = await database.loginOf(WORKLOAD);
  const rows: RowsTask = { table: TABLE, client: { ...login, host: await database.primaryAddress() } };
  const member: MemberTask = { statement: `INSERT INTO ${WATCHED_TABLE} VALUES (now())`, client: login };
  const clients = {
    writer: { script: "drills/postgres/write-rows.ts", task: rows },
    memberWriter: { script: "drills/postgres/write-to-member.ts", task: member },
    startPods: () => startClientPods(kubectl, database.namespace, WORKLOAD),
    missingIn: (name: string, written: readonly string[]) => database.missingIn(name, written),
  };
  return ObservedSystem.start(database, clients);
}
