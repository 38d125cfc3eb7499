import { API_SERVICE_ADDRESS } from "../lab/cluster-constants";
import { CONTROL_PLANE, cut, cutOneWay, type Fault, partition, type Way } from "../lab/faults/fault";
import { withFault } from "../lab/faults/with-fault";
import { connects, connectTime, type PodNetwork, podNetworks, roundTrip, seeArrivals } from "./pod-networks";
import type { Subject } from "./subject";

const DELAY_MS = 100;
const API_SERVICE_PORT = 443;

/** Cuts, partitions and delays: which packets of pods arrive, one from each to each other. @throws Error where others do */
export async function linkFaults({ lab, kubectl, pods: probes, progress }: Subject): Promise<void> {
  const pods = await podNetworks(lab.layout, kubectl, probes);
  const [a, b, c, d] = pods;
  if (!a || !b || !c || !d) throw new Error("it takes four nodes");
  const all = () => true;
  const sees = async (what: string, fault: Fault, expected: (from: PodNetwork, to: PodNetwork) => boolean) => {
    await progress.step(`${what}, and healed`, async () => {
      await withFault(lab, fault, () => seeArrivals(pods, expected));
      await seeArrivals(pods, all);
    });
  };
  await progress.step("packets of each pod arrive at each other", () => seeArrivals(pods, all));
  const isBetween = (from: PodNetwork, to: PodNetwork) => [from, to].every((one) => one === a || one === b);
  await sees(
    "a cut link: between two nodes' pods nothing arrives",
    cut(a.node, b.node),
    (from, to) => !isBetween(from, to),
  );
  await sees(
    "a link cut one way: nothing arrives one way, all the other",
    cutOneWay(a.node, b.node),
    (from, to) => from !== a || to !== b,
  );
  const inFirst = (one: PodNetwork) => one === a || one === b;
  await sees(
    "a partition: pods reach those of their side alone",
    partition([
      [a.node, b.node],
      [c.node, d.node],
    ]),
    (from, to) => inFirst(from) === inFirst(to),
  );
  await progress.step(
    "a node cut off from the control plane: its pods don't reach the API, the others do",
    async () => {
      const reach = () => Promise.all([a, b].map((pod) => connects(pod, API_SERVICE_ADDRESS, API_SERVICE_PORT)));
      await expectAll(reach(), [true, true]);
      await withFault(lab, cut(a.node, CONTROL_PLANE), async () => {
        await expectAll(reach(), [false, true]);
        await seeArrivals(pods, all);
      });
      await expectAll(reach(), [true, true]);
    },
  );
  await progress.step("a delay: packets take so much longer each way, no others do", () =>
    seeDelay([a.node, b.node], { between: () => roundTrip(a, b), elsewhere: () => roundTrip(a, c) }),
  );
  await progress.step("a node far from the control plane: its pods' connections to the API take so much longer", () => {
    const connect = (pod: PodNetwork) => () => connectTime(pod, API_SERVICE_ADDRESS, API_SERVICE_PORT);
    return seeDelay([a.node, CONTROL_PLANE], { between: connect(a), elsewhere: connect(b) });
  });

  /** Measures, in milliseconds, what goes there and back between the two ends and between others. */
  async function seeDelay(ends: Way, { between, elsewhere }: Record<"between" | "elsewhere", () => Promise<number>>) {
    const before = await between();
    const { delayed, other } = await withFault(lab, { kind: "delay", ends, milliseconds: DELAY_MS }, async () => ({
      delayed: await between(),
      other: await elsewhere(),
    }));
    const after = await between();
    const ratio = (delayed / before).toFixed(0);
    progress.info(
      `  there and back ${before} ms before, ${delayed} ms delayed (${ratio} times as long), ${after} ms after`,
    );
    if (delayed < 2 * DELAY_MS) throw new Error(`it took ${delayed} ms with ${DELAY_MS} ms more each way`);
    for (const undelayed of [before, other, after]) {
      if (undelayed > DELAY_MS) throw new Error(`it took ${undelayed} ms without a delay`);
    }
  }
}

async function expectAll(found: Promise<boolean[]>, expected: readonly boolean[]): Promise<void> {
  const connected = await found;
  if (connected.join() !== expected.join()) {
    throw new Error(`the API was reached: ${connected.join(", ")}; expected was ${expected.join(", ")}`);
  }
}
