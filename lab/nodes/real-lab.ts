import { spawn } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

import type { Progress } from "../../toolchain/progress";
import { ENDING_SIGNALS, Interrupted, UserError } from "../../toolchain/user-error";
import { labCommand } from "../advice";
import { makePrivateFolder } from "../files";
import { exclusively, type LabReference, layoutOf } from "../lab";
import { stateFolder } from "../lab-stack";
import type { LabNode } from "../nodes";
import { assertNodes } from "../register-nodes";
import { endDeployments } from "../stack-lock";
import { hasRemnants } from "../state";
import { buildAddonImages } from "./addon-images";
import { removeCgroups } from "./cgroups";
import { installMissingPackages } from "./debian-packages";
import { thawAll } from "./freezer";
import { endFrame, inside, runningFrame, startFrame } from "./frame";
import { buildPodImage } from "./pod-image";
import { type RealLayout, realLayout } from "./real-layout";
import { hasRealNodes, readRealState, writeRealState } from "./real-state";
import { obstacleToRealNodes, obstacleToRules, obstacleToThisUser, obstacleToVolumes, refuse } from "./requirements";

const CHECKOUT = resolve(__dirname, "../..");

/** What a lab with real nodes is started from. */
export interface StartRealLabOptions extends LabReference {
  readonly nodes: readonly LabNode[];
  readonly progress: Progress;
  /** Gives the programs' paths by name; asked once nothing stands against starting. */
  readonly tools: () => Promise<Readonly<Record<string, string>>>;
  /** Gives the folder of the stack's images, asked likewise. @default none, the nodes have none of them */
  readonly store?: () => Promise<string>;
}

/** A cluster whose nodes run containers. */
export interface RealLab {
  readonly layout: RealLayout;
  /** What a command is appended to so that it runs where the API server can be reached. */
  readonly inside: readonly string[];
  /** kubectl with the administrator's kubeconfig: a command for {@link inside}. */
  readonly kubectl: readonly string[];
  /** The folder with the stack's images; empty where the nodes have none of them. */
  readonly store: string;
}

/**
 * Starts a lab with real nodes, anew, and returns when they are Ready. Where it can't, or is interrupted, nothing of it is
 * left but its logs.
 * @throws UserError where this machine can't run it, or it runs already, or something does not come up
 */
export async function startRealLab(options: StartRealLabOptions): Promise<RealLab> {
  assertNodes(options.nodes);
  refuse(obstacleToThisUser());
  const layout = realLayout(layoutOf(options));
  return exclusively(layout, options.progress, () => startLocked(options, layout));
}

/** The lab, if all of it was seen running and its frame still stands. */
export function openRealLab(layout: RealLayout): RealLab | undefined {
  const [frame, state] = [runningFrame(layout), readRealState(layout)];
  if (!frame || !state?.complete) return undefined;
  const kubectl = [state.tools["kubectl"] ?? "", `--kubeconfig=${layout.kubeconfigPath}`];
  return { layout, inside: inside(frame), kubectl, store: state.store };
}

/**
 * Ends all of a lab with real nodes and deletes its data, but for the logs: of a lab that runs, of one that was killed, and
 * of one that never came up. Returns whether anything ran.
 */
export async function stopRealLab(reference: LabReference & { readonly progress: Progress }): Promise<boolean> {
  const layout = realLayout(layoutOf(reference));
  return exclusively(layout, reference.progress, () =>
    reference.progress.step(`Stop lab "${layout.name}" and its nodes`, () => takeDown(layout)),
  );
}

/** As {@link stopRealLab}, and deletes the logs too. */
export async function resetRealLab(reference: LabReference & { readonly progress: Progress }): Promise<void> {
  const layout = realLayout(layoutOf(reference));
  await exclusively(layout, reference.progress, async () => {
    await takeDown(layout);
    rmSync(layout.folder, { recursive: true, force: true });
  });
}

async function startLocked(options: StartRealLabOptions, layout: RealLayout): Promise<RealLab> {
  const { nodes, progress } = options;
  refuseOther(layout);
  refuse(obstacleToRealNodes(dirname(layout.folder)));
  await installMissingPackages(progress);
  refuse(obstacleToRules());
  refuse(obstacleToVolumes(dirname(layout.folder)));
  const tools = await options.tools();
  const store = (await options.store?.()) ?? "";
  await takeDown(layout);
  rmSync(layout.folder, { recursive: true, force: true });
  for (const folder of [layout.folder, layout.logsFolder, layout.runFolder, layout.cacheFolder, layout.imagesFolder]) {
    makePrivateFolder(folder);
  }
  const state = { nodes, tools, store, complete: false };
  writeRealState(layout, state);
  await orTakeDown(layout, async (throwIfInterrupted) => {
    await progress.step("Build the images that pods run", async () => {
      await buildPodImage(layout);
      await buildAddonImages(layout.imagesFolder, (name) => tools[name] ?? "");
    });
    throwIfInterrupted();
    const frame = await startFrame(layout);
    throwIfInterrupted();
    const script = [
      join(CHECKOUT, "toolchain/bootstrap.mjs"),
      "lab/nodes/inside.ts",
      dirname(layout.folder),
      layout.name,
    ];
    const code = await runInTerminal([...inside(frame), process.execPath, ...script]);
    if (code !== 0) {
      throw new UserError(`lab "${layout.name}" did not come up and was taken down; its logs: ${layout.logsFolder}`);
    }
    writeRealState(layout, { ...(readRealState(layout) ?? state), complete: true });
  });
  const lab = openRealLab(layout);
  if (!lab) throw new UserError(`lab "${layout.name}" ended as soon as it ran; its logs: ${layout.logsFolder}`);
  return lab;
}

/** @throws UserError where the lab runs, or is one of the other kind */
function refuseOther(layout: RealLayout): void {
  const { name } = layout;
  if (!hasRealNodes(layout) && hasRemnants(layout)) {
    throw new UserError(
      `lab "${name}" has simulated nodes: reset it (${labCommand("reset", name)}), or give another --name`,
    );
  }
  if (openRealLab(layout)) {
    throw new UserError(`lab "${name}" runs already, with real nodes: stop it first (${labCommand("stop", name)})`);
  }
}

/** Leaves nothing of a lab but its logs. Returns whether anything ran. */
async function takeDown(layout: RealLayout): Promise<boolean> {
  await endDeployments(stateFolder(layout));
  // What is frozen can't be killed.
  thawAll(layout.cgroup);
  const ran = await endFrame(layout);
  await removeCgroups(layout.cgroup);
  if (!hasRealNodes(layout)) return ran;
  const kept = [layout.logsFolder, layout.realStateFile].map((path) => basename(path));
  for (const entry of readdirSync(layout.folder).filter((name) => !kept.includes(name))) {
    rmSync(join(layout.folder, entry), { recursive: true, force: true, maxRetries: 5 });
  }
  return ran;
}

/**
 * Runs work that starts a lab. Where it fails, or a signal comes, the lab is taken down, which ends what the work waits for.
 * @throws Interrupted where a signal came
 */
async function orTakeDown(layout: RealLayout, work: (throwIfInterrupted: () => void) => Promise<void>): Promise<void> {
  let interrupted: Interrupted | undefined;
  let ending: Promise<unknown> | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    interrupted ??= new Interrupted(signal, `interrupted by ${signal}; the lab was taken down again`);
    ending ??= endFrame(layout).catch(() => undefined);
  };
  for (const signal of ENDING_SIGNALS) process.on(signal, onSignal);
  const throwIfInterrupted = () => {
    if (interrupted) throw interrupted;
  };
  try {
    await work(throwIfInterrupted);
    throwIfInterrupted();
  } catch (error) {
    await ending;
    await takeDown(layout);
    throw interrupted ?? error;
  } finally {
    for (const signal of ENDING_SIGNALS) process.off(signal, onSignal);
  }
}

/** Runs a command with this process's terminal, in a group of its own: an interruption is this process's to deal with. */
function runInTerminal([program = "", ...args]: readonly string[]): Promise<number> {
  const child = spawn(program, args, { stdio: ["ignore", "inherit", "inherit"], detached: true });
  return new Promise((done, failed) => {
    child.on("error", failed);
    child.on("close", (code) => done(code ?? 1));
  });
}
