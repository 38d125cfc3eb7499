import { withFault } from "../../lab/faults/with-fault";
import { type ReplicatedSystem, type Scenario, takenOver } from "./scenario";

/** The primary's node gets no time, as a virtual machine that is paused, until another member has taken over; then it goes on. */
export const frozenNode: Scenario<ReplicatedSystem> = {
  name: "frozen-node",
  summary: "the primary's node is frozen, and thawed once another has taken over",
  async run(subject) {
    const { system, leader } = subject;
    const node = await system.nodeOf(leader);
    await withFault(system.lab, { kind: "freeze-node", node }, () => takenOver(subject));
  },
};
