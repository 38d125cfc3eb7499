import { withFault } from "../../lab/faults/with-fault";
import { giveNewVolumes } from "../new-volumes";
import { type Scenario, takenOver } from "../scenarios/scenario";
import type { DatabaseInPods } from "./database";

/**
 * The primary's node is lost for good. Once another has taken over, an empty node of its name takes its place, and all that had a
 * volume there gets a new one, as docs/runbooks/postgres-lost-node.md has it: the member copies everything from the others.
 */
export const nodeReplaced: Scenario<DatabaseInPods> = {
  name: "node-replaced",
  summary: "the primary's node is lost with its disk, and an empty one takes its place: its member copies all anew",
  async run(subject) {
    const { system, leader } = subject;
    const node = await system.nodeOf(leader);
    await withFault(system.lab, { kind: "replace-node", node }, async () => {
      await takenOver(subject);
      await system.kubectl.run(["delete", "node", node]);
    });
    await giveNewVolumes(system.kubectl, system.namespace, node);
  },
};
