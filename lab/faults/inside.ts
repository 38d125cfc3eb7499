import { runMain, UserError } from "../../toolchain/user-error";
import { labLayout } from "../layout";
import { realLayout } from "../nodes/real-layout";
import { readRealState } from "../nodes/real-state";
import { applyFault, revertFault } from "./effects";
import { faultsInForce } from "./in-force";

/**
 * Run in a lab's frame, by with-fault.ts: does a recorded fault, or undoes it. The words are the labs' folder, the lab's name,
 * `apply` or `revert`, and the fault's number.
 */
runMain(async () => {
  const [labsFolder = "", name = "", doing, number] = process.argv.slice(2);
  const layout = realLayout(labLayout(labsFolder, name));
  const state = readRealState(layout);
  const all = faultsInForce(layout);
  const record = all.find(({ id }) => String(id) === number);
  if (!state || !record) throw new UserError(`fault ${number} of lab "${name}" isn't recorded`);
  if (doing === "apply") return applyFault({ layout, state, inForce: all }, record);
  return revertFault({ layout, state, inForce: all.filter((one) => one !== record) }, record);
});
