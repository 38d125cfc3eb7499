import { ensureToolchain } from "../../toolchain";
import { progressTo } from "../../toolchain/progress";
import type { Command } from "../command-line";
import { labNodesOf } from "../inventory-nodes";
import { startLab } from "../lab";
import { upWithRealNodes } from "../nodes/commands";
import { LAB_TOOLS } from "../tools";

/** Starts the cluster and deploys nothing. */
export const up: Command = {
  summary: "start the cluster, or what of it does not run; its data is kept",
  operands: "",
  async run(_operands, name, nodes) {
    if (nodes === "real") return upWithRealNodes(name);
    const progress = progressTo(process.stdout);
    const tools = await ensureToolchain(LAB_TOOLS, progress);
    const lab = await startLab({ name, nodes: labNodesOf(), tools, progress });
    process.stdout.write(
      `Lab "${lab.name}" runs at ${lab.serverUrl}\n  export KUBECONFIG=${lab.kubeconfigPath}   # context ${lab.context}\n`,
    );
    return 0;
  },
};
