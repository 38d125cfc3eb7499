import { describe, expect, it } from "@jest/globals";
import { labNodesOf } from "../../lab/inventory-nodes";
import { waitUntil } from "../../lab/wait";
import type { TestLab } from "../support/test-lab";
import { type Budget, budgets, watchBudgets } from "./budget-watch";

const TIMEOUT_MS = 600_000;
const DEADLINE_SECONDS = 180;

/** What a rollout's progress is told from. */
interface Deployment {
  readonly metadata: { readonly name: string; readonly generation: number };
  readonly spec: { readonly replicas: number };
  readonly status: Readonly<
    Partial<Record<"observedGeneration" | "replicas" | "updatedReplicas" | "availableReplicas", number>>
  >;
}

/**
 * Each node drained in turn through the real eviction API: no disruption budget is ever broken, and everything comes back.
 * Pods are played and ready at once, so nothing here shows how long a real pod takes to start, or that it serves meanwhile.
 */
export function drainTests(lab: () => TestLab): void {
  describe.each(labNodesOf().map(({ name }) => name))("draining %s", (node) => {
    it(
      "breaks no budget on the way, empties the node, and brings everything back afterwards",
      async () => {
        const { kubectl, lab: cluster } = lab();
        await allHealthy(lab());
        expect((await budgets(kubectl)).length).toBeGreaterThan(5);
        expect(await podsOn(lab(), node)).toBeGreaterThan(0);

        const watch = await watchBudgets(kubectl, cluster);
        try {
          const drain = ["drain", node, "--delete-emptydir-data", `--timeout=${DEADLINE_SECONDS}s`];
          await kubectl.run(drain, undefined, DEADLINE_SECONDS);
          expect(await podsOn(lab(), node)).toBe(0);
          await kubectl.run(["uncordon", node]);
          await allHealthy(lab());
          // Pods stay where they went; the next rollout spreads them again.
          await rolledOut(lab(), "deployments");
          await watch.caughtUp();
        } finally {
          watch.stop();
        }
        expect(watch.seen.filter(({ currentHealthy, desiredHealthy }) => currentHealthy < desiredHealthy)).toEqual([]);
        expect(watch.seen.some(({ currentHealthy, expectedPods }) => currentHealthy < expectedPods)).toBe(true);
        expect(await podsOn(lab(), node)).toBeGreaterThan(0);
      },
      TIMEOUT_MS,
    );
  });

  it(
    "finishes a rollout while a server is cordoned, and spreads the pods again with the next one",
    async () => {
      const { kubectl } = lab();
      const [node] = labNodesOf().map(({ name }) => name);
      await kubectl.run(["cordon", node!]);
      await rolledOut(lab(), "deployment/svc-identity");
      expect((await nodesOf(lab(), "svc-identity")).includes(node!)).toBe(false);
      await kubectl.run(["uncordon", node!]);
      await rolledOut(lab(), "deployment/svc-identity");
      expect(new Set(await nodesOf(lab(), "svc-identity")).size).toBe(3);
    },
    TIMEOUT_MS,
  );

  it(
    "lets one pod of a service go and no second while the first has no successor",
    async () => {
      const { kubectl } = lab();
      await allHealthy(lab());
      // A successor that found a node would be ready at once here, and the budget would rightly let the next pod go.
      const nodes = labNodesOf().map(({ name }) => name);
      await kubectl.run(["cordon", ...nodes]);
      const { items } = await kubectl.get<{ items: { metadata: { name: string } }[] }>(
        ...["pods", "--namespace=backend-mainnet", "--selector=app.kubernetes.io/name=svc-identity"],
      );
      const evictions = await Promise.all(
        items.map(({ metadata: { name } }) => {
          const eviction = {
            apiVersion: "policy/v1",
            kind: "Eviction",
            metadata: { name, namespace: "backend-mainnet" },
          };
          const path = `/api/v1/namespaces/backend-mainnet/pods/${name}/eviction`;
          return kubectl.attempt(["create", `--raw=${path}`, "--filename=-"], JSON.stringify(eviction));
        }),
      );
      await kubectl.run(["uncordon", ...nodes]);
      expect(items).toHaveLength(3);
      expect(evictions.filter(({ exitCode }) => exitCode === 0)).toHaveLength(1);
      expect(evictions.map(({ stderr }) => stderr).join()).toContain("disruption budget");
    },
    TIMEOUT_MS,
  );
}

const describeBudget = ({ metadata, status }: Budget) =>
  `${metadata.namespace}/${metadata.name}: ${status.currentHealthy} of ${status.expectedPods} healthy, ${status.desiredHealthy} needed`;

async function podsOn({ kubectl }: TestLab, node: string): Promise<number> {
  const pods = await kubectl.get<{ items: unknown[] }>(
    ...["pods", "--all-namespaces", "--field-selector", `spec.nodeName=${node},status.phase=Running`],
  );
  return pods.items.length;
}

/** Restarts workloads of mainnet's services and waits until no old pod is left. */
async function rolledOut({ kubectl }: TestLab, workloads: string): Promise<void> {
  const inNamespace = "--namespace=backend-mainnet";
  await kubectl.run(["rollout", "restart", workloads, inNamespace]);
  await waitUntil(`a rollout of ${workloads}`, DEADLINE_SECONDS, async () => {
    const { items } = await kubectl.get<{ items: Deployment[] }>("deployments", inNamespace);
    const waiting = items.filter(({ metadata, spec, status }) => {
      const { observedGeneration, replicas, updatedReplicas, availableReplicas } = status;
      const counts = [replicas, updatedReplicas, availableReplicas];
      return observedGeneration !== metadata.generation || counts.some((count) => count !== spec.replicas);
    });
    return waiting.length === 0 || waiting.map(({ metadata }) => metadata.name).join(", ");
  });
}

/** Where the pods of one of mainnet's services stand. */
async function nodesOf({ kubectl }: TestLab, service: string): Promise<readonly string[]> {
  const selector = `app.kubernetes.io/name=${service}`;
  const { items } = await kubectl.get<{ items: { metadata: object; spec: { nodeName: string } }[] }>(
    ...["pods", "--namespace=backend-mainnet", "--selector", selector],
  );
  return items.filter(({ metadata }) => !("deletionTimestamp" in metadata)).map(({ spec }) => spec.nodeName);
}

/** Waits until every budgeted workload has all of its pods again. */
async function allHealthy({ kubectl }: TestLab): Promise<void> {
  await waitUntil("every budgeted workload to be whole", DEADLINE_SECONDS, async () => {
    const waiting = (await budgets(kubectl)).filter(({ status }) => status.currentHealthy < status.expectedPods);
    return waiting.length === 0 || waiting.map(describeBudget).join("; ");
  });
}
