import { readFileSync } from "node:fs";
import { join } from "node:path";

import type { Progress } from "../../toolchain/progress";
import { applyAddons } from "../addons";
import { kubectlAs, writeKubeconfigs } from "../cluster";
import type { Kubectl } from "../kubectl";
import type { PartName } from "../parts/part";
import { createPki } from "../pki";
import { choosePorts, type Ports } from "../ports";
import { applyServerSide, nodesReady } from "../register-nodes";
import { waitUntil } from "../wait";
import { API_ENDPOINT } from "./api-endpoint";
import { connectPods } from "./connect-pods";
import { startRealPart } from "./control-plane";
import { startNode } from "./node";
import { issueRealNodeCertificates } from "./node-pki";
import { startOtherNames } from "./other-names";
import type { RealLayout } from "./real-layout";
import { type RealState, writeRealState } from "./real-state";
import { runAll, switchCommands } from "./switch";

const PERMISSIONS = join(__dirname, "permissions.yaml");
const ADDONS_DEADLINE_SECONDS = 180;

interface DeploymentList {
  readonly items: readonly {
    readonly metadata: { readonly name: string };
    readonly status: { readonly availableReplicas?: number };
  }[];
}

/**
 * Brings the cluster up, from within the lab's frame: the switch, the control plane at it, the nodes, and the addons. Returns
 * once every node is Ready and the addons are available.
 * @throws UserError with the end of the log of what does not come up
 */
export async function bringUp(layout: RealLayout, state: RealState, progress: Progress): Promise<void> {
  const { nodes, tools, store } = state;
  const toolPath = (name: string) => tools[name] ?? "";
  await runAll(switchCommands());
  await startOtherNames(layout, toolPath("coredns"));
  await progress.step("Create the keys of the cluster", async () => {
    await createPki(layout.pkiFolder);
    await issueRealNodeCertificates(layout.pkiFolder, nodes);
  });
  const ports = await choosePorts({ "api-server": API_ENDPOINT.port });
  writeRealState(layout, { ...state, ports });
  writeKubeconfigs(layout, ports, []);
  const admin = kubectlAs(layout, toolPath("kubectl"));
  await progress.step("Start the control plane", () => startControlPlane(layout, ports, toolPath));
  await admin.run(["apply", "--filename=-"], readFileSync(PERMISSIONS, "utf8"));
  await progress.step(`Start ${nodes.length} nodes`, async (detail) => {
    const context = { layout, nodes, apiPort: ports["api-server"], store, toolPath };
    const holders = await Promise.all(nodes.map((_node, index) => startNode(context, index)));
    detail("waiting for the nodes to register");
    await connectPods({ layout, nodes, holders, admin });
    await applyServerSide(nodes, admin);
    detail("waiting for the nodes to be Ready");
    await nodesReady(nodes, admin);
  });
  await progress.step("Start what the cluster ships with: CoreDNS and the provisioner of volumes", async () => {
    await applyAddons(admin, nodes[0]?.name ?? layout.name, "real");
    await addonsAvailable(layout, admin);
  });
}

async function addonsAvailable(layout: RealLayout, admin: Kubectl): Promise<void> {
  await waitUntil("the addons' pods to be available", ADDONS_DEADLINE_SECONDS, async () => {
    const { items } = await admin.get<DeploymentList>("deployments", "--namespace=kube-system");
    const lacking = items.filter(({ status }) => (status.availableReplicas ?? 0) === 0);
    const names = lacking.map(({ metadata }) => metadata.name).join(", ");
    return names === "" || `not yet: ${names}; the nodes' logs are in ${layout.logsFolder}`;
  });
}

async function startControlPlane(layout: RealLayout, ports: Ports, path: (name: string) => string): Promise<void> {
  const start = (name: PartName) => startRealPart(name, layout, ports, path);
  await start("etcd");
  await start("api-server");
  await Promise.all([start("controller-manager"), start("scheduler")]);
}
