import { progressTo } from "../../toolchain/progress";
import type { Command } from "../command-line";
import { layoutOf, resetLab } from "../lab";
import { isRealLab, resetWithRealNodes } from "../nodes/commands";

/** Ends the processes and deletes the data, without asking: nothing in a lab is precious. */
export const reset: Command = {
  summary: "end the cluster's processes and delete its data, without asking",
  operands: "",
  async run(_operands, name) {
    const { folder } = layoutOf({ name });
    process.stdout.write(
      `Deleting lab "${name}": its processes and everything in ${folder} (cluster data, keys, logs, Pulumi state)\n`,
    );
    if (isRealLab(name)) return resetWithRealNodes(name);
    const existed = await resetLab({ name, progress: progressTo(process.stdout) });
    process.stdout.write(existed ? "Deleted\n" : "There was nothing to delete\n");
    return 0;
  },
};
