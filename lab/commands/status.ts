import { type Command, NOT_RUNNING } from "../command-line";
import { isRealLab, statusOfRealNodes } from "../nodes/commands";
import { labStatus } from "../status";
import { statusReport } from "../status-report";

/** Shows what runs where. */
export const status: Command = {
  summary: `show processes, ports, nodes and pods; exits 0 if it runs, ${NOT_RUNNING} if not`,
  operands: "",
  async run(_operands, name) {
    if (isRealLab(name)) return statusOfRealNodes(name);
    const found = await labStatus({ name });
    process.stdout.write(statusReport(found));
    return found.condition === "running" ? 0 : NOT_RUNNING;
  },
};
