import { withFault } from "../../lab/faults/with-fault";
import { type Scenario, takenOver } from "../scenarios/scenario";
import type { DatabaseInPods } from "./database";

/** As PostgreSQL passes on the kernel's word. */
const FULL = "No space left on device";

/** The file system with the primary's data and log is filled; once a write is refused for it, somebody hands over by hand. */
export const fullVolume: Scenario<DatabaseInPods> = {
  name: "full-volume",
  summary:
    "the primary's volume is full, and handed over by hand as its runbook has it once a write is refused; then freed",
  async run(subject) {
    const { system, leader, writesFail } = subject;
    const candidate = await system.synchronousStandby();
    const node = await system.nodeOf(leader);
    await withFault(system.lab, { kind: "fill", node }, async () => {
      await writesFail(FULL);
      await system.handOver(leader, candidate);
      await takenOver(subject);
    });
  },
};
