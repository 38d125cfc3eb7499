import type { Command } from "../command-line";
import { runFault } from "../faults/command";
import { FAULT_HELP } from "../faults/help";

/** Does a fault to real nodes, and undoes it when it ends. */
export const fault: Command = {
  summary: "with real nodes: do a fault until Ctrl-C, kill a container, or heal all; --help after it lists the faults",
  operands: "KIND …",
  help: FAULT_HELP,
  lasts: true,
  async run(operands, name, _nodes, lastsFor) {
    if (operands.length === 0) {
      process.stdout.write(FAULT_HELP);
      return 1;
    }
    return runFault(operands, name, lastsFor);
  },
};
