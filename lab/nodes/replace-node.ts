import type { Kubectl } from "../kubectl";
import { runningProcess } from "../process";
import { applyServerSide } from "../register-nodes";
import { connectPods } from "./connect-pods";
import { type NodeContext, nodeProcess, startNodeAnew } from "./node";

/**
 * Starts a node in the place of one that has ended, with its name and address and an empty disk, and connects its pods. Whoever
 * deleted the old one from the cluster has it register anew, with addresses of its own for pods; labels come back as on K3s.
 * From within the lab's frame.
 * @throws UserError where it doesn't register
 */
export async function replaceNode(context: NodeContext, index: number, admin: Kubectl): Promise<void> {
  const { layout, nodes } = context;
  await startNodeAnew(context, index);
  const holders = nodes.map(({ name }) => runningProcess(nodeProcess(layout, name)));
  await connectPods({ layout, nodes, holders, admin }, [index]);
  await applyServerSide(
    nodes.filter((_node, place) => place === index),
    admin,
  );
}
