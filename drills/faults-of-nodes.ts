import { findContainer, killContainer } from "../lab/faults/containers";
import { withFault } from "../lab/faults/with-fault";
import { until } from "../tests/support/until";
import { answerOf, podNetworks, seeArrivals } from "./pod-networks";
import { PORT } from "./probe-pods";
import type { Subject } from "./subject";

interface Node {
  readonly metadata: { readonly name: string };
  readonly status: { readonly conditions: readonly { readonly type: string; readonly status: string }[] };
}

interface Pod {
  readonly metadata: { readonly name: string };
  readonly status: {
    readonly containerStatuses?: readonly { readonly restartCount: number; readonly ready: boolean }[];
  };
}

/** A node lost, one frozen, a kubelet frozen; a container frozen, one killed. @throws Error where that isn't seen in the cluster */
export async function nodeFaults(subject: Subject): Promise<void> {
  const { lab, kubectl, pods, progress } = subject;
  const [a, b, c, d] = pods;
  if (!a || !b || !c || !d) throw new Error("it takes four nodes");
  const before = await restartsOfAll(subject);
  await progress.step("a node lost, one frozen, and one's kubelet frozen: these three are NotReady", () =>
    withFault(lab, { kind: "lose-node", node: a.node }, () =>
      withFault(lab, { kind: "freeze-node", node: b.node }, () =>
        withFault(lab, { kind: "freeze-program", node: c.node, program: "kubelet" }, () =>
          untilReady(subject, [d.node]),
        ),
      ),
    ),
  );
  await progress.step("healed: all are Ready, the lost node's pod was started again, the others weren't", async () => {
    await untilReady(
      subject,
      pods.map(({ node }) => node),
    );
    await untilRestarts(subject, [(before[0] ?? 0) + 1, ...before.slice(1)]);
    await seeArrivals(await podNetworks(lab.layout, kubectl, pods), () => true);
  });
  await progress.step("a frozen container doesn't answer, and does again", async () => {
    const [from, to] = await podNetworks(lab.layout, kubectl, [a, b]);
    if (!from || !to) throw new Error("two pods have no networks");
    const container = await findContainer(kubectl, `default/${b.name}`);
    const answer = () => answerOf(from, to, PORT);
    if ((await answer()) !== b.name) throw new Error(`${b.name} doesn't answer before it is frozen`);
    const frozen = await withFault(lab, { kind: "freeze-container", container }, answer);
    if (frozen !== "") throw new Error(`${b.name} answers though it is frozen: ${frozen}`);
    await until(`${b.name} to answer`, async () => (await answer()) === b.name || "no answer");
  });
  await progress.step("a killed container is started again, in the same pod", async () => {
    const earlier = await restartsOfAll(subject);
    killContainer(lab.layout, await findContainer(kubectl, `default/${d.name}`));
    await untilRestarts(subject, [...earlier.slice(0, 3), (earlier[3] ?? 0) + 1]);
  });
}

/** Waits until exactly these nodes are Ready. */
export async function untilReady({ kubectl }: Subject, expected: readonly string[]): Promise<void> {
  await until(`of all nodes ${expected.join(", ")} to be Ready`, async () => {
    const { items } = await kubectl.get<{ items: Node[] }>("nodes");
    const ready = items
      .filter(({ status }) => status.conditions.some(({ type, status: is }) => type === "Ready" && is === "True"))
      .map(({ metadata }) => metadata.name);
    return [...ready].sort().join() === [...expected].sort().join() || `these are: ${ready.join(", ")}`;
  });
}

/** How often the pods' containers were started again, once all serve: one that was just thawed doesn't at first. */
async function restartsOfAll(subject: Subject): Promise<number[]> {
  let found: number[] = [];
  await until("all pods to serve", async () => {
    found = await restarts(subject);
    return !found.some(Number.isNaN) || `restarts of ${found.join(", ")}`;
  });
  return found;
}

/** Waits until the pods' containers were started again so often, and all serve. */
async function untilRestarts(subject: Subject, expected: readonly number[]): Promise<void> {
  await until(`restarts of ${expected.join(", ")}`, async () => {
    const found = await restarts(subject);
    return found.join() === expected.join() || `restarts of ${found.join(", ")}`;
  });
}

/** How often each pod's container was started again; NaN while it doesn't serve. */
async function restarts({ kubectl, pods }: Subject): Promise<number[]> {
  const { items } = await kubectl.get<{ items: Pod[] }>("pods");
  return pods.map(({ name }) => {
    const status = items.find(({ metadata }) => metadata.name === name)?.status.containerStatuses?.[0];
    return status?.ready ? status.restartCount : NaN;
  });
}
