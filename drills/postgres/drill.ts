import type { RealLab } from "../../lab/nodes/real-lab";
import { kubectlInside } from "../../lab/nodes/kubectl-inside";
import { ObservedSystem } from "../observed-system";
import type { ScenarioDrill } from "../scenario-drill";
import { clientsOf } from "./clients";
import { DatabaseInPods } from "./database";
import { POSTGRES_SCENARIOS } from "./scenarios";

/** What happens to the database. */
export const POSTGRES_DRILL: Pick<ScenarioDrill<DatabaseInPods>, "name" | "all" | "observe"> = {
  name: "postgres",
  all: POSTGRES_SCENARIOS,
  observe,
};

async function observe(lab: RealLab): Promise<ObservedSystem<DatabaseInPods>> {
  const database = new DatabaseInPods(lab, kubectlInside(lab));
  await database.isWell();
  await database.createTables();
  return ObservedSystem.start(database, await clientsOf(database));
}
