import { progressTo } from "../../toolchain/progress";
import type { Command } from "../command-line";
import { stopLab } from "../lab";
import { isRealLab, stopWithRealNodes } from "../nodes/commands";

/** Ends the processes, keeps the data. */
export const stop: Command = {
  summary: "end the cluster's processes; its data is kept, or, with real nodes, its logs alone",
  operands: "",
  async run(_operands, name) {
    if (isRealLab(name)) return stopWithRealNodes(name);
    const stopped = await stopLab({ name, progress: progressTo(process.stdout) });
    process.stdout.write(stopped.length > 0 ? `Stopped: ${stopped.join(", ")}\n` : `Lab "${name}" was not running\n`);
    return 0;
  },
};
