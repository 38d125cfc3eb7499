import { withFault } from "../lab/faults/with-fault";
import { labNodesOf } from "../lab/inventory-nodes";
import type { Subject } from "./subject";
import { deleteVolumes, startVolumePods, type VolumePod, writeMore } from "./volumes";

const FULL = /No space left on device/;

/** A node's volumes filled: its pods can't write into theirs, the other nodes' can; then all can. @throws Error where that is otherwise */
export async function volumeFaults({ lab, kubectl, progress }: Subject): Promise<void> {
  const pods = await progress.step("a pod with a volume runs on each node, and writes", () =>
    startVolumePods(kubectl, labNodesOf()),
  );
  const [first] = pods;
  if (!first) throw new Error("there is no pod with a volume");
  const see = async (isFull: (pod: VolumePod) => boolean) => {
    for (const pod of pods) {
      const said = await writeMore(kubectl, pod);
      if (isFull(pod) ? FULL.test(said) : said === "") continue;
      throw new Error(`${pod.name} on ${pod.node} writes, and is told: ${said || "nothing"}`);
    }
  };
  await progress.step(
    "full volumes of a node: nothing more is written there, on the others it is; then it is",
    async () => {
      await see(() => false);
      await withFault(lab, { kind: "fill", node: first.node }, () => see((pod) => pod === first));
      await see(() => false);
    },
  );
  await deleteVolumes(kubectl, pods);
}
