import type { Kubectl } from "../kubectl";
import { runningProcess } from "../process";
import { applyServerSide } from "../register-nodes";
import { connectPods } from "./connect-pods";
import { isUp, type NodeContext, nodeProcess, podRangeOf, startNodeAnew } from "./node";
import type { RealLayout } from "./real-layout";

/**
 * Starts a node in the place of one that has ended, with its name and address and an empty disk, and connects its pods. Whoever
 * deleted the old one from the cluster has it register anew, with addresses of its own for pods; labels come back as on K3s.
 * What an attempt before did of it is taken on where it came that far, and done anew otherwise. From within the lab's frame.
 * @throws UserError where it doesn't register
 */
export async function replaceNode(context: NodeContext, index: number, admin: Kubectl): Promise<void> {
  const { layout, nodes } = context;
  const replaced = nodes.filter((_node, place) => place === index);
  if (!replaced.every(({ name }) => isConnected(layout, name))) {
    await startNodeAnew(context, index);
    const holders = nodes.map(({ name }) => runningProcess(nodeProcess(layout, name)));
    await connectPods({ layout, nodes, holders, admin }, [index]);
  }
  await applyServerSide(replaced, admin);
}

/** Whether a node is up, and its pods reach others': it is told of their addresses last. */
export function isConnected(layout: RealLayout, name: string): boolean {
  return isUp(layout, name) && podRangeOf(layout, name) !== undefined;
}
