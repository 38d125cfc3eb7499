import { withFault } from "../../lab/faults/with-fault";
import { type ReplicatedSystem, type Scenario, takenOver } from "./scenario";

/** The primary's node loses its power, and gets it back once another member has taken over. */
export const nodeLost: Scenario<ReplicatedSystem> = {
  name: "node-lost",
  summary: "the primary's node is lost, and returns once another has taken over",
  async run(subject) {
    const { system, leader } = subject;
    const node = await system.nodeOf(leader);
    await withFault(system.lab, { kind: "lose-node", node }, () => takenOver(subject));
  },
};
