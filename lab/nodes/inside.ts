import { progressTo } from "../../toolchain/progress";
import { runMain, UserError } from "../../toolchain/user-error";
import { labLayout } from "../layout";
import { bringUp } from "./bring-up";
import { realLayout } from "./real-layout";
import { readRealState } from "./real-state";

/** Run in a lab's frame, by real-lab.ts: brings up the lab called by the second word, in the labs' folder that the first names. */
runMain(async () => {
  const [labsFolder = "", name = ""] = process.argv.slice(2);
  const layout = realLayout(labLayout(labsFolder, name));
  const state = readRealState(layout);
  if (!state) throw new UserError(`${layout.realStateFile} says nothing of a lab`);
  await bringUp(layout, state, progressTo(process.stdout));
});
