import { labNodesOf } from "../lab/inventory-nodes";
import { layoutOf } from "../lab/lab";
import { realLabTools } from "../lab/nodes/commands";
import { kubectlInside } from "../lab/nodes/kubectl-inside";
import { resetRealLab, startRealLab, stopRealLab } from "../lab/nodes/real-lab";
import { realLayout } from "../lab/nodes/real-layout";
import { type Progress, silent } from "../toolchain/progress";
import { FaultCommand } from "./fault-command";
import { controlPlaneFaults } from "./faults-of-control-plane";
import { linkFaults } from "./faults-of-links";
import { nodeFaults } from "./faults-of-nodes";
import { replacedNode } from "./faults-of-replacement";
import { volumeFaults } from "./faults-of-volumes";
import { heldFaults } from "./held-faults";
import { assertNothingLeft, type Traces, traces } from "./left-behind";
import { DRILL_LAB } from "./nodes";
import { startProbePods } from "./probe-pods";
import type { Subject } from "./subject";

/**
 * Does each fault to a lab with four real nodes, and sees that it bites while it is in force and is gone afterwards; then
 * stops the lab while a fault is in force, and sees that nothing is left.
 * @param early once aborted, somebody else deletes the lab
 * @throws Error with the first thing that is not as it should be, after the lab was deleted
 */
export async function drillFaults(progress: Progress, early: AbortSignal): Promise<void> {
  const layout = realLayout(layoutOf(DRILL_LAB));
  const nodes = labNodesOf();
  try {
    await resetRealLab({ ...DRILL_LAB, progress: silent });
    const { settings } = traces(layout);
    const lab = await startRealLab({ ...DRILL_LAB, nodes, progress, tools: () => realLabTools(progress) });
    const kubectl = kubectlInside(lab);
    const pods = await progress.step("a pod runs on each node", () => startProbePods(kubectl, nodes, "probe"));
    const subject: Subject = { lab, kubectl, pods, progress };
    await linkFaults(subject);
    await nodeFaults(subject);
    await volumeFaults(subject);
    await replacedNode(subject);
    await controlPlaneFaults(subject);
    await heldFaults(subject);
    await progress.step("stopped with a frozen node whose command was killed: nothing is left", async () => {
      const command = FaultCommand.start(layout, "freeze", nodes[0]?.name ?? "");
      await command.says("In force");
      await command.endBy("SIGKILL", "SIGKILL");
      const before: Traces = { ...traces(layout), settings };
      await stopRealLab({ ...DRILL_LAB, progress: silent });
      await assertNothingLeft(layout, before);
    });
    progress.info("all of it was as it should be");
  } finally {
    if (!early.aborted) await resetRealLab({ ...DRILL_LAB, progress });
  }
}
