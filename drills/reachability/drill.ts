import { INGRESS_CONTROLLER } from "../../components/networking/network-policies";
import type { Kubectl } from "../../lab/kubectl";
import { kubectlInside } from "../../lab/nodes/kubectl-inside";
import type { RealLayout } from "../../lab/nodes/real-layout";
import { type EnvironmentSpec, workloadsOf } from "../../stacks/environment";
import type { Workload } from "../../stacks/workload";
import { committedEnvironment } from "../../tests/support/stack-file";
import { until } from "../../tests/support/until";
import type { Progress } from "../../toolchain/progress";
import { CLIENTS, NO_CLIENTS, processOfClient, startClientPods } from "../client-pods";
import { withDeployedLab } from "../deployed-lab";
import { type Address, API_ADDRESSES, podAddresses, serviceAddresses } from "./addresses";
import { reached } from "./connections";
import { declaredFlows, ELSEWHERE, STRANGER } from "./expected";
import { internetIsElsewhere } from "./internet";
import { type StandingPod, standingPods } from "./standing";

/** Whose pods stand all the time. */
const STANDING: readonly Workload["controller"][] = ["Deployment", "StatefulSet", "DaemonSet"];

/**
 * Deploys mainnet onto a lab with real nodes, and asks from each pod of each workload, or one that policies take for it, for a
 * connection to each port of each pod and Service: exactly the declared flows take one.
 * @param early once aborted, somebody else deletes the lab
 * @throws Error with the first thing that is not as it should be, after the lab was deleted
 */
export function drillReachability(progress: Progress, early: AbortSignal): Promise<void> {
  return withDeployedLab(progress, early, async (lab) => {
    const { layout } = lab;
    const environment = committedEnvironment("mainnet");
    const kubectl = kubectlInside(lab);
    const workloads = workloadsOf(environment);
    const standing = (await standingPods(layout, kubectl, NO_CLIENTS)).filter((pod) => isStanding(pod, workloads));
    const placed = await progress.step("a pod stands for each job, for the ingress controller, and for strangers", () =>
      placePods(layout, kubectl, environment, standing),
    );
    const ofPods = podAddresses(workloads, standing);
    const ofServices = await serviceAddresses(kubectl, standing);
    await progress.step(`each of ${ofPods.length} ports takes connections from its own pod`, () => listening(ofPods));
    const addresses = [...ofPods, ...ofServices, ...API_ADDRESSES];
    const callers = [...standing, ...placed];
    const what = `${callers.length} pods ask at ${addresses.length} addresses of pods and Services`;
    await progress.step(`${what}: exactly the declared flows take connections`, (detail) =>
      exactlyDeclared(callers, addresses, workloads, { progress, detail }),
    );
    await internetIsElsewhere(lab, kubectl, environment, progress);
    progress.info("all of it was as it should be");
  });
}

function isStanding({ workload }: StandingPod, workloads: readonly Workload[]): boolean {
  return workloads.some(({ name, controller }) => name === workload && STANDING.includes(controller));
}

/** Starts pods that the policies take for what doesn't stand, on a node that members of systems are on, too. */
async function placePods(
  layout: RealLayout,
  kubectl: Kubectl,
  environment: EnvironmentSpec,
  standing: readonly StandingPod[],
): Promise<StandingPod[]> {
  const node = standing.find(({ workload }) => workload === "postgres")?.node ?? "";
  const absent = workloadsOf(environment).filter(({ name }) => !standing.some(({ workload }) => workload === name));
  const backend = environment.namespaces.backend?.name ?? "";
  const ends: (readonly [namespace: string, name: string])[] = [
    ...absent.map(({ name, namespace }) => [environment.namespaces[namespace]?.name ?? "", name] as const),
    [INGRESS_CONTROLLER.namespace, INGRESS_CONTROLLER.name],
    [backend, STRANGER],
    [ELSEWHERE, STRANGER],
  ];
  for (const [namespace, name] of ends) {
    for (const pod of await startClientPods(kubectl, namespace, name, [node]))
      await processOfClient(layout, kubectl, pod);
  }
  return standingPods(layout, kubectl, CLIENTS);
}

async function listening(addresses: readonly Address[]): Promise<void> {
  for (const { at, pods } of addresses) {
    const [pod] = pods;
    if (!pod || (await reached(pod.pid, [at])).has(at)) continue;
    throw new Error(`nothing listens at ${at} of ${pod.name}`);
  }
}

async function exactlyDeclared(
  callers: readonly StandingPod[],
  addresses: readonly Address[],
  workloads: readonly Workload[],
  { progress, detail }: { progress: Progress; detail: (text: string) => void },
): Promise<void> {
  const isDeclared = declaredFlows(workloads);
  const seen = { open: 0, openOnOneNode: 0, closed: 0 };
  for (const [index, caller] of callers.entries()) {
    detail(`${index} of ${callers.length} pods have asked`);
    // What leads back to whoever asks is no flow.
    const asked = addresses.filter(({ pods }) => !pods.includes(caller));
    await until(`${caller.name} on ${caller.node} to reach what is declared, and nothing else`, async () => {
      const found = await reached(
        caller.pid,
        asked.map(({ at }) => at),
      );
      const wrong = asked.filter((address) => found.has(address.at) !== isDeclared(caller, address));
      return wrong.length === 0 || wrong.map((address) => inWords(address, found.has(address.at))).join("; ");
    });
    const open = asked.filter((address) => isDeclared(caller, address));
    seen.open += open.length;
    seen.openOnOneNode += open.filter(({ pods }) => pods.some(({ node }) => node === caller.node)).length;
    seen.closed += asked.length - open.length;
  }
  progress.info(
    `    ${seen.open} took a connection, ${seen.openOnOneNode} of them may have done so on the caller's own node; ${seen.closed} took none`,
  );
}

function inWords({ at, to, port, pods }: Address, isReached: boolean): string {
  return `${to}'s port ${port} at ${at} (${pods.map(({ node }) => node).join(", ")}) is ${isReached ? "" : "not "}reached`;
}
