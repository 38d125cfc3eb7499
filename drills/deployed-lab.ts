import { deployOnRealNodes } from "../lab/nodes/deploy";
import { type RealLab, resetRealLab } from "../lab/nodes/real-lab";
import { type Progress, silent } from "../toolchain/progress";
import { DRILL_LAB } from "./nodes";

/**
 * Deploys mainnet onto a lab with real nodes, does something with it, and deletes the lab.
 * @param early once aborted, somebody else deletes it
 */
export async function withDeployedLab(
  progress: Progress,
  early: AbortSignal,
  work: (lab: RealLab) => Promise<void>,
): Promise<void> {
  try {
    await resetRealLab({ ...DRILL_LAB, progress: silent });
    const lab = await deployOnRealNodes(DRILL_LAB, "mainnet", progress);
    progress.info("");
    await work(lab);
  } finally {
    if (!early.aborted) await resetRealLab({ ...DRILL_LAB, progress });
  }
}
