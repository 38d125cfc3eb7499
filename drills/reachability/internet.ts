import { spawn } from "node:child_process";

import { allowEgress } from "../../components/networking/network-policies";
import { selectorLabels } from "../../components/shared/labels";
import { run } from "../../images/run";
import { ADVERTISED_API_ADDRESS } from "../../lab/cluster-constants";
import { labNodesOf } from "../../lab/inventory-nodes";
import type { Kubectl } from "../../lab/kubectl";
import { API_ENDPOINT } from "../../lab/nodes/api-endpoint";
import { insideNetwork } from "../../lab/nodes/frame";
import type { RealLab } from "../../lab/nodes/real-lab";
import { BRIDGE } from "../../lab/nodes/switch";
import type { EnvironmentSpec } from "../../stacks/environment";
import { flowPeers } from "../../stacks/flow-peers";
import { OUTSIDE } from "../../stacks/flows";
import { plainSystem, plainWorkload } from "../../tests/support/systems";
import { until } from "../../tests/support/until";
import type { Progress } from "../../toolchain/progress";
import { processOfClient, startClientPods } from "../client-pods";
import { nodeHolder } from "../lab-processes";
import { reached } from "./connections";
import { ELSEWHERE } from "./expected";

/** An address of no network (RFC 5737), which stands for the internet here. */
const INTERNET = "198.51.100.1";
const CALLER = "drill-internet";
const NOBODY = "drill-nobody";
const PORT = OUTSIDE.internet.https;
/** Takes connections at every address of the network that it's in. */
const LISTEN = `require("node:net").createServer((socket) => socket.end()).listen(${PORT}, "0.0.0.0")`;

/**
 * Has somebody listen at an address of the internet and at each server's, in the lab's own network: a pod whose policy lets it
 * call the internet reaches the first alone, one without a policy reaches all.
 */
export async function internetIsElsewhere(
  lab: RealLab,
  kubectl: Kubectl,
  environment: EnvironmentSpec,
  progress: Progress,
): Promise<void> {
  const servers = environment.servers.map(({ publicIpv4 }) => publicIpv4);
  await progress.step("who may call the internet reaches an address there, and none of the servers'", async () => {
    await addAddresses(lab, [INTERNET, ...servers.filter((address) => address !== API_ENDPOINT.address)]);
    const [program = "", ...args] = [...insideNetwork(lab.layout), process.execPath, "-e", LISTEN];
    const listener = spawn(program, args, { stdio: "ignore" });
    try {
      const { namespace, pid } = await startCaller(lab, kubectl, environment);
      const [nobody] = await startClientPods(kubectl, ELSEWHERE, NOBODY, [labNodesOf()[0]?.name ?? ""]);
      if (!nobody) throw new Error("there is no pod without a policy");
      const all = [INTERNET, ...servers].map((address) => `${address}:${PORT}`);
      await reaches(await processOfClient(lab.layout, kubectl, nobody), all, all);
      await reaches(pid, all, [`${INTERNET}:${PORT}`]);
      await kubectl.run(["delete", "networkpolicy", CALLER, `--namespace=${namespace}`]);
      await reaches(pid, all, []);
    } finally {
      listener.kill();
    }
  });
}

/** Gives the lab's own side of the switch more addresses, and tells the nodes the way. */
async function addAddresses(lab: RealLab, addresses: readonly string[]): Promise<void> {
  const inFrame = insideNetwork(lab.layout);
  const holders = labNodesOf().map(({ name }) => nodeHolder(lab.layout, name));
  for (const address of addresses) {
    await runWords([...inFrame, "ip", "address", "add", `${address}/32`, "dev", BRIDGE]);
    for (const pid of holders) {
      const inNode = ["nsenter", `--target=${pid}`, "--net", "--"];
      await runWords([...inNode, "ip", "route", "add", address, "via", ADVERTISED_API_ADDRESS]);
    }
  }
}

/** Starts a pod that may call the internet, by the policy that the program would make for such a workload. */
async function startCaller(
  lab: RealLab,
  kubectl: Kubectl,
  environment: EnvironmentSpec,
): Promise<{ namespace: string; pid: number }> {
  const namespace = environment.namespaces.backend?.name ?? "";
  const call = { to: ["internet"], port: "https", why: "a drill's" } as const;
  const workloads = [plainWorkload({ name: CALLER, calls: [call] })];
  const systems = [{ system: plainSystem(CALLER, workloads), settings: {}, workloads }];
  const { callees } = flowPeers({ ...environment, systems }).get(CALLER)!;
  const policy = {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name: CALLER, namespace },
    spec: allowEgress(selectorLabels(CALLER), callees),
  };
  await kubectl.run(["apply", "--filename=-"], JSON.stringify(policy));
  const [pod] = await startClientPods(kubectl, namespace, CALLER, [labNodesOf()[0]?.name ?? ""]);
  if (!pod) throw new Error("there is no pod that may call the internet");
  return { namespace, pid: await processOfClient(lab.layout, kubectl, pod) };
}

async function reaches(pid: number, asked: readonly string[], expected: readonly string[]): Promise<void> {
  await until(`exactly ${expected.join(", ") || "nothing"} to be reached`, async () => {
    const found = [...(await reached(pid, asked))].sort();
    return found.join() === [...expected].sort().join() || `reached: ${found.join(", ") || "nothing"}`;
  });
}

function runWords([program = "", ...args]: readonly string[]): Promise<string> {
  return run(program, args);
}
