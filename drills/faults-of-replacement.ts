import { existsSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { withFault } from "../lab/faults/with-fault";
import { labNodesOf } from "../lab/inventory-nodes";
import type { Kubectl } from "../lab/kubectl";
import { nodeFolders } from "../lab/nodes/real-layout";
import { untilReady } from "./faults-of-nodes";
import { podNetworks, seeArrivals } from "./pod-networks";
import { startProbePods } from "./probe-pods";
import type { Subject } from "./subject";

/**
 * A node lost with its disk and deleted from the cluster: an empty one of its name is Ready, with other addresses for its pods, and
 * pods reach each other. @throws Error where that isn't seen
 */
export async function replacedNode(subject: Subject): Promise<void> {
  const { lab, kubectl, pods, progress } = subject;
  const [first, ...others] = pods;
  if (!first) throw new Error("it takes a node");
  const { var: disk, storage } = nodeFolders(lab.layout, first.node);
  const mark = join(disk, "mark");
  await progress.step(
    "a node replaced: it is empty, its pods have other addresses, and all reach each other",
    async () => {
      writeFileSync(mark, "");
      const before = { volumes: statSync(storage).ino, range: await rangeOf(kubectl, first.node) };
      await withFault(lab, { kind: "replace-node", node: first.node }, async () => {
        await kubectl.run(["delete", "node", first.node]);
        await untilReady(
          subject,
          others.map(({ node }) => node),
        );
      });
      if (existsSync(mark) || statSync(storage).ino === before.volumes)
        throw new Error(`${first.node} has its old disk`);
      await untilReady(
        subject,
        pods.map(({ node }) => node),
      );
      if ((await rangeOf(kubectl, first.node)) === before.range) throw new Error(`${first.node} didn't register anew`);
      // The cluster may not have missed it yet.
      await kubectl.run(["delete", "pod", first.name, "--ignore-not-found"]);
      const anew = await startProbePods(kubectl, labNodesOf(), "probe");
      await seeArrivals(await podNetworks(lab.layout, kubectl, anew), () => true);
    },
  );
}

async function rangeOf(kubectl: Kubectl, node: string): Promise<string> {
  return kubectl.run(["get", "node", node, "--output=jsonpath={.spec.podCIDR}"]);
}
