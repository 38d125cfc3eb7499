import { CLUSTER_LAYER_OWNER, ENVIRONMENT_NAMES } from "../../components/shared/environments";
import type { EnvironmentName } from "../../components/shared/labels";
import { CONTROL_PLANE_TOOLS, ensureToolchain, PULUMI_TOOLS } from "../../toolchain";
import { progressTo } from "../../toolchain/progress";
import { UserError } from "../../toolchain/user-error";
import { labCommand } from "../advice";
import type { Command } from "../command-line";
import { deployOnLab } from "../deploy";
import { labNodesOf } from "../inventory-nodes";
import { startLab } from "../lab";
import { startOnRealNodes } from "../nodes/deploy";
import { labStatus } from "../status";
import { statusReport } from "../status-report";

/** Starts the cluster and deploys an environment onto it, with the real engine and the policies. */
export const start: Command = {
  summary: "start the cluster, preview and deploy an environment onto it, show what stands where",
  operands: `[${ENVIRONMENT_NAMES.join("|")}]`,
  async run(operands, name, nodes) {
    const environment = environmentIn(operands);
    if (nodes === "real") return startOnRealNodes(name, environment);
    const progress = progressTo(process.stdout);
    const tools = await ensureToolchain([...PULUMI_TOOLS, ...CONTROL_PLANE_TOOLS], progress);
    const lab = await startLab({ name, nodes: labNodesOf(), tools, progress });
    await deployOnLab(lab, tools, environment, progress);
    progress.info(`\n── what stands where\n${statusReport(await labStatus({ name }))}`);
    progress.info(
      "Nodes and pods are simulated: the control plane, admission, scheduling and budgets are real, no container runs.\n" +
        `Look around: ${labCommand("status", name)}   Stop: ${labCommand("stop", name)}   Delete: ${labCommand("reset", name)}`,
    );
    return 0;
  },
};

function environmentIn(operands: readonly string[]): EnvironmentName {
  if (operands.length === 0) return CLUSTER_LAYER_OWNER;
  const given = operands.join(" ");
  const environment = ENVIRONMENT_NAMES.find((name) => name === given);
  if (environment === undefined) {
    const known = ENVIRONMENT_NAMES.join(" or ");
    throw new UserError(`environment "${given}" is unknown: give ${known}, or nothing for ${CLUSTER_LAYER_OWNER}`);
  }
  return environment;
}
