import { CONTROL_PLANE, type Fault, partition } from "../../lab/faults/fault";
import { withFault } from "../../lab/faults/with-fault";
import { readRealState } from "../../lab/nodes/real-state";
import { type ReplicatedSystem, type Scenario, type Subject, takenOver } from "./scenario";

/** The primary's node reaches nobody, and nobody reaches it, until another member has taken over. */
export const cutOff: Scenario<ReplicatedSystem> = {
  name: "cut-off",
  summary: "the primary's node alone on its side of a partition, without the control plane",
  run: (subject) => cutUntilTakenOver(subject, (node, others) => partition([[node], others])),
};

/** What the primary's node sends is lost; what it is sent arrives. */
export const cutOffOneWay: Scenario<ReplicatedSystem> = {
  name: "cut-off-one-way",
  summary: "nothing that the primary's node sends arrives, all that it is sent does",
  run: (subject) =>
    cutUntilTakenOver(subject, (node, others) => ({ kind: "cut", ways: others.map((other) => [node, other]) })),
};

async function cutUntilTakenOver(
  subject: Subject<ReplicatedSystem>,
  faultOf: (node: string, others: string[]) => Fault,
): Promise<void> {
  const { lab } = subject.system;
  const node = await subject.system.nodeOf(subject.leader);
  const names = (readRealState(lab.layout)?.nodes ?? []).map(({ name }) => name);
  const others = [...names.filter((name) => name !== node), CONTROL_PLANE];
  await withFault(lab, faultOf(node, others), () => takenOver(subject));
}
