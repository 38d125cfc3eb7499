import { join } from "node:path";
import { startTestLab, type TestLab } from "../support/test-lab";
import { ProcessPods, type ProcessPodsOptions } from "./process-pods";

/** A lab, and what runs the pods of one of its namespaces. */
export interface PodsLab {
  readonly lab: TestLab;
  readonly pods: ProcessPods;
}

/**
 * Starts a lab called `name` on which the pods of a namespace run as processes. Leaves nothing running where it throws.
 * @param others namespaces whose pods the lab doesn't play either
 */
export async function startPodsLab(
  name: string,
  namespace: string,
  options: Pick<ProcessPodsOptions, "images" | "claimMebibytes" | "serviceAddresses">,
  others: readonly string[] = [],
): Promise<PodsLab> {
  const lab = await startTestLab(name, { realPodsIn: [namespace, ...others] });
  try {
    const { kubeconfigPath, folder } = lab.lab;
    const pods = await ProcessPods.start({ ...options, kubeconfigPath, namespace, dataFolder: join(folder, "pods") });
    return { lab, pods };
  } catch (error) {
    await lab.dispose();
    throw error;
  }
}
