import { dirname, join, resolve } from "node:path";

import { type Progress, silent } from "../../toolchain/progress";
import { runCommand } from "../../toolchain/run-command";
import { UserError } from "../../toolchain/user-error";
import { healCommand } from "../advice";
import { reasonOf } from "../files";
import { exclusively } from "../lab";
import { openRealLab, type RealLab } from "../nodes/real-lab";
import type { RealLayout } from "../nodes/real-layout";
import { describeFault, type Fault } from "./fault";
import { faultsInForce, forgetFault, type InForce, inOrderOfHealing, isInForce, recordFault } from "./in-force";

const CHECKOUT = resolve(__dirname, "../..");

/**
 * Does a fault to a lab while `work` runs, and undoes it then, whatever becomes of the work.
 * @throws UserError where it can't be done or undone; what `work` throws
 */
export async function withFault<T>({ layout }: RealLab, fault: Fault, work: () => Promise<T>): Promise<T> {
  const record = await beginFault(layout, fault, silent);
  try {
    return await work();
  } finally {
    await endFault(layout, record, silent);
  }
}

/**
 * Does a fault, and returns when it is done: {@link endFault} undoes it.
 * @throws UserError where the lab doesn't run, or the fault can't be done; nothing of it is left then
 */
export function beginFault(layout: RealLayout, fault: Fault, progress: Progress): Promise<InForce> {
  return exclusively(layout, progress, async () => {
    const lab = openRealLab(layout);
    if (!lab) throw new UserError(`lab "${layout.name}", with real nodes, does not run`);
    const record = recordFault(layout, fault);
    try {
      await runInFrame(lab, "apply", record);
    } catch (error) {
      await runInFrame(lab, "revert", record);
      forgetFault(layout, record);
      throw error;
    }
    return record;
  });
}

/**
 * Undoes a fault. Returns whether it was in force still: not where somebody else undid it, or the lab was stopped.
 * @throws UserError where it can't be undone; it stays recorded then
 */
export function endFault(layout: RealLayout, record: InForce, progress: Progress): Promise<boolean> {
  return exclusively(layout, progress, async () => {
    const lab = openRealLab(layout);
    if (!lab || !isInForce(layout, record)) return false;
    await runInFrame(lab, "revert", record).catch((error: unknown) => {
      const what = `fault ${record.id} can't be undone and stays in force (${describeFault(record.fault)})`;
      throw new UserError(`${what}: ${reasonOf(error)}; try ${healCommand(layout.name)}`);
    });
    forgetFault(layout, record);
    return true;
  });
}

/** Undoes all faults in force, whoever did them. Returns these. @throws UserError where some can't be undone; all others are */
export async function endAllFaults(layout: RealLayout, progress: Progress): Promise<InForce[]> {
  const all = inOrderOfHealing(faultsInForce(layout));
  const failed: string[] = [];
  for (const record of all) await endFault(layout, record, progress).catch((error) => failed.push(reasonOf(error)));
  if (failed.length > 0) throw new UserError(failed.join("\n"));
  return all;
}

async function runInFrame({ layout, inside }: RealLab, doing: "apply" | "revert", { id }: InForce): Promise<void> {
  const script = [join(CHECKOUT, "toolchain/bootstrap.mjs"), "lab/faults/inside.ts"];
  const words = [dirname(layout.folder), layout.name, doing, String(id)];
  const [program = "", ...args] = [...inside, process.execPath, ...script, ...words];
  // In a group of its own: what interrupts this process lets it finish.
  const { code, output } = await runCommand(program, args, { cwd: CHECKOUT });
  if (code !== 0)
    throw new UserError(output.trim().replace(/^error: /, "") || `${doing} of fault ${id} ended with ${code}`);
}
