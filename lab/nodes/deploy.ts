import { chmodSync } from "node:fs";
import { join } from "node:path";

import type { EnvironmentName } from "../../components/shared/labels";
import { ensureToolchain, NODE_TOOLS, PULUMI_TOOLS, type Toolchain } from "../../toolchain";
import { interruptible } from "../../toolchain/interruptible";
import { type Progress, progressTo, silent } from "../../toolchain/progress";
import { UserError } from "../../toolchain/user-error";
import { labCommand } from "../advice";
import { LAB_CONTEXT } from "../cluster-constants";
import { deployOnLab } from "../deploy";
import { writePrivately } from "../files";
import { labNodesOf } from "../inventory-nodes";
import { type LabReference, layoutOf } from "../lab";
import { type LabStack, openLabStack, type StackTarget } from "../lab-stack";
import type { SettingChanges } from "../stack-overlay";
import { LAB_TOOLS } from "../tools";
import { askRealLab, pathsOf, statusOfRealNodes } from "./commands";
import { insideNetwork } from "./frame";
import { ensureImageStore } from "./image-store";
import { openRealLab, type RealLab, startRealLab } from "./real-lab";
import { realLayout } from "./real-layout";
import { stackImages, standInNotice } from "./stack-images";

/** As {@link deployOnRealNodes} on the lab called `name`, and shows what stands where. Returns the exit code. */
export async function startOnRealNodes(name: string, environment: EnvironmentName): Promise<number> {
  const progress = progressTo(process.stdout);
  await deployOnRealNodes({ name }, environment, progress);
  progress.info("");
  return statusOfRealNodes(name);
}

/**
 * Deploys an environment onto a lab, with the real engine and the policies, where pods are containers. Starts the lab if it
 * doesn't run.
 * @throws UserError where the lab runs without the stack's images, or something does not come up or is refused
 */
export async function deployOnRealNodes(
  reference: LabReference,
  environment: EnvironmentName,
  progress: Progress,
): Promise<RealLab> {
  const toolchain = await ensureToolchain([...PULUMI_TOOLS, ...LAB_TOOLS, ...NODE_TOOLS], progress);
  progress.info(standInNotice());
  const lab = openWithImages(reference) ?? (await startWithImages(reference, toolchain, progress));
  await deployOnLab(await targetOf(lab), insideLab(lab, toolchain), environment, progress);
  return lab;
}

/**
 * The stack of an environment that was deployed onto a lab, for what is done to it afterwards.
 * @param changes settings that differ from the committed stack file
 * @param env what pulumi is given besides
 */
export async function stackOnRealNodes(
  lab: RealLab,
  environment: EnvironmentName,
  changes: SettingChanges = {},
  env: Readonly<Record<string, string>> = {},
): Promise<LabStack> {
  const { path, env: own } = insideLab(lab, await ensureToolchain(PULUMI_TOOLS, silent));
  return openLabStack(await targetOf(lab), { path, env: { ...own, ...env } }, environment, changes);
}

function openWithImages(reference: LabReference): RealLab | undefined {
  const lab = openRealLab(realLayout(layoutOf(reference)));
  if (lab?.store === "") {
    const { name } = lab.layout;
    throw new UserError(
      `lab "${name}" runs without the environments' images: stop it first (${labCommand("stop", name)})`,
    );
  }
  return lab;
}

function startWithImages(reference: LabReference, toolchain: Toolchain, progress: Progress): Promise<RealLab> {
  return startRealLab({
    ...reference,
    nodes: labNodesOf(),
    progress,
    tools: () => Promise.resolve(pathsOf(toolchain)),
    store: () => interruptible((signal) => ensureImageStore(stackImages(), progress, signal)),
  });
}

async function targetOf(lab: RealLab): Promise<StackTarget> {
  const clusterIdentity = await askRealLab(lab, ["namespace", "kube-system", "--output=jsonpath={.metadata.uid}"]);
  const { folder, kubeconfigPath } = lab.layout;
  return { folder, kubeconfigPath, context: LAB_CONTEXT, clusterIdentity };
}

/**
 * The toolchain with a pulumi that runs in the lab's network, where the API server is reached. It stays among the machine's
 * processes, so that it can be interrupted, and found by the lock that it holds.
 */
function insideLab({ layout }: RealLab, toolchain: Toolchain): Pick<Toolchain, "path" | "env"> {
  const pulumi = join(layout.cacheFolder, "pulumi");
  writePrivately(pulumi, `#!/bin/sh\nexec ${[...insideNetwork(layout), toolchain.path("pulumi")].join(" ")} "$@"\n`);
  chmodSync(pulumi, 0o700);
  return { path: () => pulumi, env: toolchain.env };
}
