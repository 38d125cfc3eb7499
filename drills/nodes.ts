import { resolve } from "node:path";

import { run } from "../images/run";
import { labNodesOf } from "../lab/inventory-nodes";
import type { Kubectl } from "../lab/kubectl";
import { layoutOf } from "../lab/lab";
import { programOf } from "../lab/nodes/children";
import { realLabTools } from "../lab/nodes/commands";
import { kubectlInside } from "../lab/nodes/kubectl-inside";
import { resetRealLab, type RealLab, startRealLab, stopRealLab } from "../lab/nodes/real-lab";
import { realLayout } from "../lab/nodes/real-layout";
import { type Progress, silent } from "../toolchain/progress";
import { until } from "../tests/support/until";
import type { WantedDrill } from "./command-line";
import { allAnswered, askForNames, longestSilenceSeconds } from "./dns-questions";
import { labProcesses, nodeHolder, shareNetwork } from "./lab-processes";
import { assertNothingLeft, assertWouldBeFound, type Traces, traces } from "./left-behind";
import { assertDeclaredNodes } from "./node-facts";
import { askNames, declareCoreDns } from "./names";
import {
  askEachOther,
  askNowhere,
  askServices,
  findClosed,
  NOWHERE,
  policy,
  type ProbePod,
  startProbePods,
} from "./probe-pods";
import { randomKills } from "./random-kills";
import { deleteVolumes, fillFirst, restartVolumePods, startVolumePods } from "./volumes";

/** The drill's lab: nobody else's. */
export const DRILL_LAB = { name: "drill", labsFolder: resolve(__dirname, "../.lab/drills") };
/** Longer than the cluster takes to know that a node is gone. */
const UNKNOWN_SECONDS = 60;
/** Each asks the DNS pod of its own node, which is there: two questions in a row, each waited for 2 s, may be the machine's fault. */
const MOST_SILENCE_SECONDS = 5;
const UNREACHABLE = /Network is unreachable/;

/**
 * Starts a lab with four real nodes, shows that they are what they should be, kills parts of it, and shows that nothing of
 * it is left.
 * @param early once aborted, somebody else deletes the lab
 * @throws Error with the first thing that is not as it should be, after the lab was deleted
 */
export async function drillNodes({ rounds, seed }: WantedDrill, progress: Progress, early: AbortSignal): Promise<void> {
  const layout = realLayout(layoutOf(DRILL_LAB));
  const nodes = labNodesOf();
  const start = () => startRealLab({ ...DRILL_LAB, nodes, progress, tools: () => realLabTools(progress) });
  try {
    await resetRealLab({ ...DRILL_LAB, progress: silent });
    const { settings } = traces(layout);
    const lab = await start();
    await duringItsLife(lab, progress);
    const before: Traces = { ...traces(layout), settings };
    await progress.step("what runs would be found if it were left", () => Promise.resolve(assertWouldBeFound(layout)));
    await stopRealLab({ ...DRILL_LAB, progress });
    await progress.step("nothing is left", () => assertNothingLeft(layout, before));
    await randomKills({ layout, rounds, seed, settings, start, progress });
    progress.info("all of it was as it should be");
  } finally {
    if (!early.aborted) await resetRealLab({ ...DRILL_LAB, progress });
  }
}

async function duringItsLife(lab: RealLab, progress: Progress): Promise<void> {
  const nodes = labNodesOf();
  const kubectl = kubectlInside(lab);
  await progress.step("the nodes are Ready, with the inventory's names and labels and the lab's addresses", () =>
    assertDeclaredNodes(kubectl, nodes),
  );
  await progress.step("there is no way off the machine from the frame and the nodes", () => assertNoWayOff(lab));
  const pods = await progress.step("a pod runs on each node", () => startProbePods(kubectl, nodes, "probe"));
  await progress.step("each pod reaches each pod, on each node", () => askEachOther(kubectl, pods));
  await progress.step("each pod reaches the Service, all pods behind it, and the API server", async () => {
    await askServices(kubectl, pods);
  });
  const dnsNodes = await progress.step("as many DNS pods as declared run, each on a node of its own", () =>
    declareCoreDns(kubectl),
  );
  await progress.step("each pod reaches Services and pods by name, and is told that other names can't be found", () =>
    askNames(kubectl, pods),
  );
  await progress.step("there is no way off the machine from pods", async () => {
    for (const pod of pods) {
      const answer = await askNowhere(kubectl, pod);
      if (!UNREACHABLE.test(answer)) throw new Error(`${pod.name} asked ${NOWHERE} and was told: ${answer}`);
    }
  });
  await progress.step("a policy that allows nothing closes all pods, one that allows them opens them", async () => {
    await kubectl.run(["apply", "--filename=-"], JSON.stringify(policy("closed", false)));
    await findClosed(kubectl, pods);
    await kubectl.run(["apply", "--filename=-"], JSON.stringify(policy("open", true)));
    await askEachOther(kubectl, pods);
  });
  for (const program of ["kubelet", "containerd", "kube-proxy", "kube-router"]) {
    await progress.step(`each ${program} comes back when it is killed`, () => killEach(lab, program));
  }
  await progress.step("a second start is refused", () => assertRefused(lab));
  const later = await progress.step("a new pod runs on each node", () => startProbePods(kubectl, nodes, "later"));
  await progress.step("old and new pods reach each other", () => askEachOther(kubectl, [...pods, ...later]));
  await volumesAreKept(kubectl, progress);
  await progress.step("each question for a name is answered", () => allAnswered(kubectl, pods));
  await loseNode(lab, dnsNodes[0] ?? "", { kubectl, pods, progress });
}

async function volumesAreKept(kubectl: Kubectl, progress: Progress): Promise<void> {
  const withVolumes = await progress.step("a pod with a volume runs on each node, and writes", () =>
    startVolumePods(kubectl, labNodesOf()),
  );
  await progress.step("each, deleted and made anew, is back on its node, with what it wrote", () =>
    restartVolumePods(kubectl, withVolumes),
  );
  await progress.step("a volume can be filled to its node's limit, and the other nodes' take more", () =>
    fillFirst(kubectl, withVolumes),
  );
  await progress.step("deleted claims' volumes are removed", () => deleteVolumes(kubectl, withVolumes));
}

/** Ends a node that has a DNS pod, with all that runs on it, and looks at what the pods on the others are told. */
async function loseNode(
  lab: RealLab,
  node: string,
  { kubectl, pods, progress }: { kubectl: Kubectl; pods: readonly ProbePod[]; progress: Progress },
): Promise<void> {
  const others = pods.filter((pod) => pod.node !== node);
  await progress.step("a node with a DNS pod is gone: names can still be asked for on the others", async () => {
    process.kill(nodeHolder(lab.layout, node), "SIGKILL");
    for (const { pod, name, questions } of await askForNames(kubectl, others, UNKNOWN_SECONDS)) {
      const silence = longestSilenceSeconds(questions);
      const answered = questions.filter((question) => question.answered).length;
      const described = `${pod} got ${answered} answers to ${questions.length} questions for ${name}, and none for ${silence.toFixed(1)} s`;
      progress.info(`    ${described}`);
      if (silence > MOST_SILENCE_SECONDS) throw new Error(`${described}, which is more than ${MOST_SILENCE_SECONDS} s`);
    }
  });
  await progress.step("once the cluster knows that it's gone, each question is answered", () =>
    allAnswered(kubectl, others),
  );
}

/** @throws Error where the frame or a node has a route to an address that isn't the lab's */
async function assertNoWayOff(lab: RealLab): Promise<void> {
  const holders = labNodesOf().map(({ name }) => nodeHolder(lab.layout, name));
  const places = [lab.inside, ...holders.map((pid) => ["nsenter", `--target=${pid}`, "--net", "--"])];
  for (const [program = "", ...args] of places) {
    const answer = await run(program, [...args, "ip", "route", "get", NOWHERE]).catch((error: Error) => error.message);
    if (!UNREACHABLE.test(answer)) throw new Error(`there is a route to ${NOWHERE}: ${answer}`);
  }
}

async function assertRefused({ layout }: RealLab): Promise<void> {
  const tools = () => Promise.reject(new Error("it was not refused"));
  const refusal = await startRealLab({ ...DRILL_LAB, nodes: labNodesOf(), progress: silent, tools }).catch(String);
  if (!/runs already, with real nodes/.test(String(refusal))) throw new Error(`${layout.name}: ${String(refusal)}`);
}

/** Kills a program on each node, and waits until another process of it runs there. */
async function killEach(lab: RealLab, program: string): Promise<void> {
  for (const { name } of labNodesOf()) {
    const holder = nodeHolder(lab.layout, name);
    const find = () => labProcesses(lab.layout).find((pid) => programOf(pid) === program && shareNetwork(pid, holder));
    const killed = find();
    if (killed === undefined) throw new Error(`no ${program} runs on ${name}`);
    process.kill(killed, "SIGKILL");
    await until(`another ${program} on ${name}`, () => {
      const found = find();
      return (found !== undefined && found !== killed) || "none yet";
    });
  }
}
