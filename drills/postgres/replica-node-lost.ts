import { withFault } from "../../lab/faults/with-fault";
import type { Scenario } from "../scenarios/scenario";
import type { DatabaseInPods } from "./database";

/** The node of the replica that commits wait for is lost, and returns once commits wait for the other. */
export const replicaNodeLost: Scenario<DatabaseInPods> = {
  name: "replica-node-lost",
  summary: "the node of the replica that commits wait for is lost, and returns once they wait for the other",
  async run({ system, writesGoOn }) {
    const standby = await system.synchronousStandby();
    const node = await system.nodeOf(standby);
    await withFault(system.lab, { kind: "lose-node", node }, async () => {
      await system.anotherIsSynchronous(standby);
      await writesGoOn();
    });
  },
};
