import { SERVERS, type Server } from "../stacks/inventory";
import type { LabNode, NodeCapacity } from "./nodes";

/**
 * What a lab node offers. Only the disks are recorded (about 400 GB each); processors and memory are an assumption: the
 * size of the provider's plan that comes with such a disk. Scheduling results in the lab depend on it.
 */
const ASSUMED_CAPACITY: NodeCapacity = {
  cpu: "8",
  memory: "32Gi",
  pods: "110",
  "ephemeral-storage": "400G",
};

/** The members of the real cluster as lab nodes: their names and labels, no address. */
export function labNodesOf(servers: readonly Server[] = SERVERS): LabNode[] {
  return servers
    .filter((server) => server.cluster === "member")
    .map((server) => ({ name: server.nodeName, labels: server.labels, capacity: ASSUMED_CAPACITY }));
}
