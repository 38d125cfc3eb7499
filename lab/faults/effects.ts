import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { run } from "../../images/run";
import { UserError } from "../../toolchain/user-error";
import { kubectlAs } from "../cluster";
import { hierarchies, SYSTEM_CGROUP } from "../nodes/cgroups";
import { programOf } from "../nodes/children";
import { startRealPart } from "../nodes/control-plane";
import { freeze, thaw } from "../nodes/freezer";
import { isUp, loseNode, nodeCgroup, nodeProcess, podRanges, startNodeAgain } from "../nodes/node";
import type { RealLayout } from "../nodes/real-layout";
import type { RealState } from "../nodes/real-state";
import { replaceNode } from "../nodes/replace-node";
import { STORAGE_FOLDER, STORAGE_MEBIBYTES } from "../nodes/storage";
import { stopParts } from "../parts/run-part";
import { processFiles, runningProcess } from "../process";
import type { ProcessIdentity } from "../process-identity";
import { containerCgroup, processesIn } from "./containers";
import { startHoldingBack, stopHoldingBack } from "./delays";
import type { FaultyPart } from "./fault";
import { fill, free } from "./full-volume";
import type { InForce } from "./in-force";
import { cutRules, delayRules } from "./packet-rules";

/** Debian's root has these on PATH, not everybody who is root. */
const RESTORE = 'PATH=$PATH:/usr/sbin:/sbin; exec "$0" <"$1"';

/** A lab whose frame this process is in. */
export interface Surroundings {
  readonly layout: RealLayout;
  readonly state: RealState;
  /** All faults that are to be in force when it is done. */
  readonly inForce: readonly InForce[];
}

/** Does a fault. @throws UserError where that can't be done; half of it may be done then */
export async function applyFault(around: Surroundings, { id, fault }: InForce): Promise<void> {
  const { layout } = around;
  switch (fault.kind) {
    case "lose-node":
    case "replace-node":
      runningNode(around, fault.node);
      return loseNode(layout, fault.node, indexOf(around, fault.node));
    case "freeze-node":
      runningNode(around, fault.node);
      return freeze(cgroupOf(around, fault.node));
    case "freeze-program": {
      runningNode(around, fault.node);
      const stopped = signalProgram(around, fault.node, fault.program, "SIGSTOP");
      if (stopped === 0) throw new UserError(`no ${fault.program} runs on ${fault.node} at the moment: try again`);
      return;
    }
    case "freeze-container": {
      const cgroup = containerCgroup(layout, fault.container);
      if (cgroup === undefined) throw new UserError(`container ${fault.container.name} has ended`);
      return freeze(cgroup);
    }
    case "freeze-part":
      if (!signalPart(layout, fault.part, "SIGSTOP")) throw new UserError(`${fault.part} doesn't run`);
      return;
    case "stop-part":
      await stopParts(layout, [fault.part]);
      return;
    case "fill":
      return fill(volumesOf(runningNode(around, fault.node)), STORAGE_MEBIBYTES);
    case "cut":
      return writeRules(around);
    case "delay":
      await startHoldingBack(layout, id, fault.milliseconds);
      return writeRules(around);
  }
}

/** Undoes a fault, however much of it was done. @throws UserError where that can't be done */
export async function revertFault(around: Surroundings, { id, fault }: InForce): Promise<void> {
  const { layout, state } = around;
  switch (fault.kind) {
    case "lose-node":
      if (isUp(layout, fault.node)) return;
      return startNodeAgain(nodeContext(around), indexOf(around, fault.node));
    case "replace-node":
      return replaceNode(
        nodeContext(around),
        indexOf(around, fault.node),
        kubectlAs(layout, state.tools["kubectl"] ?? ""),
      );
    case "freeze-node":
      return thaw(cgroupOf(around, fault.node));
    case "freeze-program":
      signalProgram(around, fault.node, fault.program, "SIGCONT");
      return;
    case "freeze-container": {
      const cgroup = containerCgroup(layout, fault.container);
      if (cgroup !== undefined) thaw(cgroup);
      return;
    }
    case "freeze-part":
      signalPart(layout, fault.part, "SIGCONT");
      return;
    case "stop-part":
      if (runningProcess(processFiles(layout, fault.part))) return;
      return startRealPart(fault.part, layout, portsOf(state), (tool) => state.tools[tool] ?? "");
    case "fill":
      return free(volumesOf(runningNode(around, fault.node)));
    case "cut":
      return writeRules(around);
    case "delay":
      await writeRules(around);
      return stopHoldingBack(layout, id);
  }
}

/** Has the kernel lose and queue what the faults in force say, and nothing else. */
async function writeRules({ layout, state, inForce }: Surroundings): Promise<void> {
  const network = { nodes: state.nodes.map(({ name }) => name), ranges: podRanges(layout, state.nodes) };
  const rules = {
    "ebtables-nft-restore": cutRules(network, inForce),
    "iptables-restore": delayRules(network, inForce),
  };
  for (const [program, content] of Object.entries(rules)) {
    const file = join(layout.runFolder, `${program}.rules`);
    writeFileSync(file, content);
    await run("/bin/sh", ["-c", RESTORE, program, file]);
  }
}

function signalProgram(around: Surroundings, node: string, program: string, signal: NodeJS.Signals): number {
  const folder = join(hierarchies()[0]?.folder ?? "", cgroupOf(around, node), SYSTEM_CGROUP);
  const pids = processesIn(folder).filter((pid) => programOf(pid) === program);
  for (const pid of pids) process.kill(pid, signal);
  return pids.length;
}

function signalPart(layout: RealLayout, name: FaultyPart, signal: NodeJS.Signals): boolean {
  const found = runningProcess(processFiles(layout, name));
  if (found) process.kill(found.pid, signal);
  return found !== undefined;
}

/** The process that holds a node. @throws UserError where the node is lost */
function runningNode({ layout }: Surroundings, name: string): ProcessIdentity {
  const holder = runningProcess(nodeProcess(layout, name));
  if (!holder) throw new UserError(`node ${name} doesn't run: it is lost`);
  return holder;
}

/** Where this process finds a node's volumes, which the node alone has mounted. */
function volumesOf({ pid }: ProcessIdentity): string {
  return join(`/proc/${pid}/root`, STORAGE_FOLDER);
}

function nodeContext({ layout, state }: Surroundings) {
  return {
    layout,
    nodes: state.nodes,
    store: state.store,
    apiPort: portsOf(state)["api-server"],
    toolPath: (name: string) => state.tools[name] ?? "",
  };
}

function portsOf({ ports }: RealState) {
  if (!ports) throw new UserError("the lab doesn't say what its control plane listens on: stop it, and start it again");
  return ports;
}

function cgroupOf(around: Surroundings, node: string): string {
  return join(around.layout.cgroup, nodeCgroup(indexOf(around, node)));
}

function indexOf({ state }: Surroundings, node: string): number {
  return state.nodes.findIndex(({ name }) => name === node);
}
