import { withFault } from "../../lab/faults/with-fault";
import { anotherLeads, nothingAcknowledged, type Scenario } from "../scenarios/scenario";
import type { DatabaseInPods } from "./database";

/** A client's whole wait for an answer lies in it. */
const ALONE_SECONDS = 20;
/** Twice the lease: whoever could take over has done so. */
const LEADERLESS_SECONDS = 40;

/**
 * Two of three nodes are lost: that of the replica that nobody waits for, then the primary's. The third member takes over, and
 * acknowledges nothing alone (docs/adr/0012): writes go on once the old primary streams from it.
 */
export const twoFaults: Scenario<DatabaseInPods> = {
  name: "two-faults",
  summary:
    "a replica's node is lost, then the primary's: the last member leads, acknowledges nothing alone; both return",
  async run(subject) {
    const { system, leader, writesGoOn } = subject;
    const standby = await system.synchronousStandby();
    const other = system.members.find((member) => member !== leader && member !== standby) ?? "";
    await withFault(system.lab, { kind: "lose-node", node: await system.nodeOf(other) }, async () => {
      await writesGoOn();
      await withFault(system.lab, { kind: "lose-node", node: await system.nodeOf(leader) }, async () => {
        await anotherLeads(subject);
        await nothingAcknowledged(subject, ALONE_SECONDS);
      });
      await writesGoOn();
    });
  },
};

/**
 * The nodes of both that have every acknowledged row are lost at once, the primary's and that of the replica that commits wait for.
 * The third member may lack rows and must not take over; the replica does, once its node is back.
 */
export const bothCopiesLost: Scenario<DatabaseInPods> = {
  name: "both-copies-lost",
  summary:
    "the nodes of the primary and of whom commits wait for are lost: the third may not lead; the replica returns first",
  async run(subject) {
    const { system, leader } = subject;
    const standby = await system.synchronousStandby();
    const [node, standbyNode] = [await system.nodeOf(leader), await system.nodeOf(standby)];
    await withFault(system.lab, { kind: "lose-node", node }, async () => {
      await withFault(system.lab, { kind: "lose-node", node: standbyNode }, async () => {
        await ledBy(system, leader, "it took too long to lose both");
        await nothingAcknowledged(subject, LEADERLESS_SECONDS);
        await ledBy(system, leader, "a member without all rows took over");
      });
      await subject.writesGoOn();
      await ledBy(system, standby, "a member without all rows took over");
    });
  },
};

/** @throws Error with `otherwise`, where another was the last to hold the lease */
async function ledBy(system: DatabaseInPods, expected: string, otherwise: string): Promise<void> {
  const found = await system.leader();
  if (found !== expected) throw new Error(`${otherwise}: ${found || "nobody"} holds the lease, not ${expected}`);
}
