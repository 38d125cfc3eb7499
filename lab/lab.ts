import { rmSync } from "node:fs";
import { dirname, join } from "node:path";

import type { Progress } from "../toolchain/progress";
import { withFileLock } from "../toolchain/store/file-lock.cjs";
import { UserError } from "../toolchain/user-error";
import { labCommand } from "./advice";
import { bringUp } from "./cluster";
import { LAB_CONTEXT } from "./cluster-constants";
import { explainLabFolder, makePrivateFolder } from "./files";
import { serverUrl } from "./kubeconfig";
import { DEFAULT_LAB_NAME, type LabLayout, labLayout, LABS_FOLDER } from "./layout";
import type { LabNode } from "./nodes";
import { realLayout } from "./nodes/real-layout";
import { refuseRealNodes } from "./nodes/real-state";
import { part } from "./parts";
import { PART_NAMES, type PartName } from "./parts/part";
import { isWorking, stopParts } from "./parts/run-part";
import { createPki } from "./pki";
import { choosePorts } from "./ports";
import { processFiles, runningProcess } from "./process";
import { assertNodes } from "./register-nodes";
import { endDeployments } from "./stack-lock";
import { decideStart, hasRemnants, type LabState, newState, readState, withDependants } from "./state";
import type { LabTools } from "./tools";

/** Which lab is meant. */
export interface LabReference {
  /** @default "gx" */
  readonly name?: string;
  /** Where labs live; this one's data is in `labsFolder/name`. @default `.lab` in the checkout */
  readonly labsFolder?: string;
}

/** What a lab is started from. */
export interface StartLabOptions extends LabReference {
  /** Its nodes: the lab itself knows of none. */
  readonly nodes: readonly LabNode[];
  /** Where the programs are: what `ensureToolchain(LAB_TOOLS, progress)` gives. */
  readonly tools: LabTools;
  readonly progress: Progress;
  /**
   * Namespaces whose pods the lab does not play: whoever runs them as processes tells the API server how they are.
   * Not kept: it is given at every start.
   * @default none
   */
  readonly realPodsIn?: readonly string[];
}

/** A running embedded cluster. */
export interface Lab {
  readonly name: string;
  /** The folder of this lab's data. */
  readonly folder: string;
  /** The administrator's kubeconfig. */
  readonly kubeconfigPath: string;
  /** The only context in that kubeconfig. */
  readonly context: string;
  /** The uid of the namespace kube-system: what tells this cluster from every other. */
  readonly clusterIdentity: string;
  /** The API server's address, on loopback. */
  readonly serverUrl: string;
  readonly kubectlPath: string;
}

/**
 * Starts the lab, or what of it does not run, and returns when its nodes are Ready. Returns at once if all runs. Data of
 * a lab that once ran is kept. Starting one lab twice at the same time is safe: the second waits for the first.
 * @throws UserError if a part does not come up (with the end of its log), or on an unusable name, node list or folder.
 */
export async function startLab(options: StartLabOptions): Promise<Lab> {
  assertNodes(options.nodes);
  const layout = layoutOf(options);
  return exclusively(layout, options.progress, () => startLocked(options, layout));
}

/**
 * The lab if it runs.
 * @throws UserError saying how to start it if not.
 */
export async function openLab(reference: LabReference = {}): Promise<Lab> {
  const layout = layoutOf(reference);
  const state = readState(layout);
  const broken = await brokenParts(layout, state);
  if (state?.complete && broken.length === 0) return labOf(layout, state);
  const reason = state?.complete ? `${broken.join(", ")} not running` : "it was never started";
  throw new UserError(`lab "${layout.name}" is not running (${reason}): start it (${labCommand("up", layout.name)})`);
}

/** Stops the lab's processes and keeps its data. Returns which parts ran. A lab that does not run is no error. */
export async function stopLab(reference: LabReference & { readonly progress: Progress }): Promise<readonly PartName[]> {
  const layout = layoutOf(reference);
  return exclusively(layout, reference.progress, () =>
    reference.progress.step(`Stop lab "${layout.name}"`, () => stopParts(layout, PART_NAMES)),
  );
}

/** Stops the lab and deletes its folder with everything in it. Returns whether there was one. */
export async function resetLab(reference: LabReference & { readonly progress: Progress }): Promise<boolean> {
  const layout = layoutOf(reference);
  const existed = hasRemnants(layout);
  await exclusively(layout, reference.progress, async () => {
    await endDeployments(join(layout.folder, "state"));
    await stopParts(layout, PART_NAMES);
    rmSync(layout.folder, { recursive: true, force: true });
  });
  return existed;
}

/** The layout of the lab that is meant. */
export function layoutOf(reference: LabReference): LabLayout {
  return labLayout(reference.labsFolder ?? LABS_FOLDER, reference.name ?? DEFAULT_LAB_NAME);
}

/** The parts that do not run, or run and don't answer. */
export async function brokenParts(layout: LabLayout, state: LabState | undefined): Promise<PartName[]> {
  if (!state?.complete) return [...PART_NAMES];
  const ended = PART_NAMES.filter((name) => !runningProcess(processFiles(layout, name)));
  // What stands on an ended part can't answer: asking would only take time.
  const broken = await Promise.all(
    PART_NAMES.map(
      async (name) =>
        withDependants(ended).includes(name) || !(await isWorking(part(name, { layout, ports: state.ports }), layout)),
    ),
  );
  return PART_NAMES.filter((_name, index) => broken[index]);
}

/** Runs `work` while nobody else starts, stops or resets this lab. */
export function exclusively<T>(layout: LabLayout, progress: Progress, work: () => Promise<T>): Promise<T> {
  const labsFolder = dirname(layout.lockFile);
  const onWait = (pid: string) =>
    progress.info(`  waiting for process ${pid}, which is starting or stopping lab "${layout.name}"`);
  return explainLabFolder(labsFolder, async () => {
    makePrivateFolder(labsFolder);
    return withFileLock(layout.lockFile, { onWait }, work);
  });
}

async function startLocked(options: StartLabOptions, layout: LabLayout): Promise<Lab> {
  const { nodes, tools, progress } = options;
  refuseRealNodes(realLayout(layout));
  const state = readState(layout);
  const decision = decideStart({
    name: layout.name,
    state,
    hasRemnants: hasRemnants(layout),
    broken: await brokenParts(layout, state),
    wantedNodes: nodes,
  });
  if (decision.action === "create" || !state) {
    if (decision.action === "create" && decision.because) progress.info(`  ${decision.because}`);
    return labOf(layout, await createLab(options, layout));
  }
  if (decision.action === "nothing") return labOf(layout, state);
  const carriedOn = { ...state, nodes, kubectlPath: tools.path("kubectl") };
  const { realPodsIn = [] } = options;
  return labOf(layout, await bringUp({ layout, tools, progress, state: carriedOn, realPodsIn, ...decision }));
}

async function createLab(options: StartLabOptions, layout: LabLayout): Promise<LabState> {
  const { nodes, tools, progress, realPodsIn = [] } = options;
  await stopParts(layout, PART_NAMES);
  rmSync(layout.folder, { recursive: true, force: true });
  for (const folder of [layout.folder, layout.logsFolder, layout.runFolder, layout.cacheFolder]) {
    makePrivateFolder(folder);
  }
  await progress.step("Create the keys of the cluster", () => createPki(layout.pkiFolder));
  const state = newState(nodes, await choosePorts(), tools.path("kubectl"));
  return bringUp({ layout, tools, progress, state, start: PART_NAMES, nodesChanged: true, realPodsIn });
}

function labOf(layout: LabLayout, state: LabState): Lab {
  return {
    name: layout.name,
    folder: layout.folder,
    kubeconfigPath: layout.kubeconfigPath,
    context: LAB_CONTEXT,
    clusterIdentity: state.clusterIdentity ?? "",
    serverUrl: serverUrl(state.ports["api-server"]),
    kubectlPath: state.kubectlPath,
  };
}
