import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { ENVIRONMENT_NAMES } from "../../components/shared/environments";
import { stopLab, layoutOf } from "../../lab/lab";
import { stateFolder } from "../../lab/lab-stack";
import { readState } from "../../lab/state";
import { silent } from "../../toolchain/progress";
import { outputOf } from "./deployed";
import { startTestLab, type TestLab } from "./test-lab";
import { testLabsFolder } from "./test-labs-folder";

/** The lab that others are copied from: both environments are deployed on it once in a run of the tests, then it's stopped. */
const ORIGINAL = "deployed";

/**
 * Starts a lab called `name` on which both environments stand: a copy of one where they were deployed, the cluster's data
 * and Pulumi's state alike, so that a test may destroy what it likes.
 */
export async function startCopyOfDeployedLab(name: string): Promise<TestLab> {
  const labsFolder = await testLabsFolder();
  const original = layoutOf({ name: ORIGINAL, labsFolder });
  if (!readState(original)?.complete) {
    await deployOriginal();
    await stopLab({ name: ORIGINAL, labsFolder, progress: silent });
  }
  const copy = layoutOf({ name, labsFolder });
  cpSync(original.folder, copy.folder, { recursive: true });
  moveStacks(original.folder, copy.folder);
  return startTestLab(name);
}

async function deployOriginal(): Promise<void> {
  const lab = await startTestLab(ORIGINAL);
  try {
    for (const environment of ENVIRONMENT_NAMES) {
      await outputOf(await lab.stack(environment), ["up", "--yes", "--skip-preview"]);
    }
  } catch (error) {
    await lab.dispose();
    throw error;
  }
}

/** Pulumi's state names the lab's kubeconfig: a copy that still named the original's would change the original's cluster. */
function moveStacks(from: string, to: string): void {
  const folder = path.join(stateFolder({ folder: to }), ".pulumi", "stacks", "gx");
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name);
    writeFileSync(file, readFileSync(file, "utf8").replaceAll(from, to));
  }
}
