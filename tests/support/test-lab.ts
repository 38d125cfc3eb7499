import { readFileSync } from "node:fs";
import * as path from "node:path";
import type { EnvironmentName } from "../../components/shared/labels";
import { labNodesOf } from "../../lab/inventory-nodes";
import { type Kubectl, kubectlFor } from "../../lab/kubectl";
import { type Lab, startLab, type StartLabOptions, stopLab } from "../../lab/lab";
import { type LabStack, openLabStack } from "../../lab/lab-stack";
import type { LabNode } from "../../lab/nodes";
import type { SettingChanges } from "../../lab/stack-overlay";
import { CONTROL_PLANE_TOOLS, ensureToolchain, PULUMI_TOOLS } from "../../toolchain";
import { silent } from "../../toolchain/progress";
import { removeTestLabs, testLabsFolder } from "./test-labs-folder";

/** A lab of a test file's own. */
export interface TestLab {
  readonly lab: Lab;
  readonly kubectl: Kubectl;
  /** The environment's stack on this lab, with settings that differ from the committed file, or another program. */
  stack(environment: EnvironmentName, changes?: SettingChanges, programFolder?: string): Promise<LabStack>;
  /** The stack of another program on this lab, with a state of its own called `name`. */
  stackApart(name: string, programFolder: string): Promise<LabStack>;
  /** The administrator's kubeconfig. */
  kubeconfigText(): string;
  /** Stops all of it and starts it again, with these nodes: they register, and what K3s ships with is applied, as at each start. */
  restart(nodes: readonly LabNode[]): Promise<void>;
  /** Stops the lab and removes its folder. */
  dispose(): Promise<void>;
}

/**
 * Starts a lab called `name`, with the inventory's nodes. Leaves nothing running where it throws.
 * @param options.realPodsIn namespaces whose pods the lab does not play
 */
export async function startTestLab(name: string, options: Pick<StartLabOptions, "realPodsIn"> = {}): Promise<TestLab> {
  const tools = await ensureToolchain([...PULUMI_TOOLS, ...CONTROL_PLANE_TOOLS], silent);
  const labsFolder = await testLabsFolder();
  const dispose = () => removeTestLabs(labsFolder, name);
  const start = (nodes: readonly LabNode[]) =>
    startLab({ ...options, name, labsFolder, nodes, tools, progress: silent });
  try {
    const lab = await start(labNodesOf());
    return {
      lab,
      kubectl: kubectlFor({
        kubectlPath: lab.kubectlPath,
        kubeconfigPath: lab.kubeconfigPath,
        cacheFolder: path.join(lab.folder, "kubectl-cache"),
      }),
      stack: (environment, changes, programFolder) => openLabStack(lab, tools, environment, changes, programFolder),
      stackApart: (stateName, programFolder) => {
        const folder = path.join(lab.folder, stateName);
        return openLabStack({ ...lab, folder }, tools, "mainnet", {}, programFolder);
      },
      kubeconfigText: () => readFileSync(lab.kubeconfigPath, "utf8"),
      async restart(nodes) {
        await stopLab({ name, labsFolder, progress: silent });
        await start(nodes);
      },
      dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}
