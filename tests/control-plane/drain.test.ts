/**
 * Each node drained in turn through the real eviction API: no disruption budget is ever broken, and everything comes back.
 * Pods are played and ready at once, so nothing here shows how long a real pod takes to start, or that it serves meanwhile.
 */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { labNodesOf } from "../../lab/inventory-nodes";
import { startTestLab, type TestLab } from "../support/test-lab";

const TIMEOUT_MS = 240_000;
const POLL_MS = 200;

interface Budget {
  readonly metadata: { readonly namespace: string; readonly name: string };
  readonly status: { readonly currentHealthy: number; readonly desiredHealthy: number; readonly expectedPods: number };
}

let test: TestLab;

async function budgets(): Promise<readonly Budget[]> {
  return (await test.kubectl.get<{ items: Budget[] }>("poddisruptionbudgets", "--all-namespaces")).items;
}

const describeBudget = ({ metadata, status }: Budget) =>
  `${metadata.namespace}/${metadata.name}: ${status.currentHealthy} of ${status.expectedPods} healthy, ${status.desiredHealthy} needed`;

async function podsOn(node: string): Promise<number> {
  const pods = await test.kubectl.get<{ items: unknown[] }>(
    ...["pods", "--all-namespaces", "--field-selector", `spec.nodeName=${node},status.phase=Running`],
  );
  return pods.items.length;
}

/** Waits until every budgeted workload has all of its pods again. */
async function allHealthy(): Promise<void> {
  const deadlineMs = Date.now() + 60_000;
  for (;;) {
    const waiting = (await budgets()).filter(({ status }) => status.currentHealthy < status.expectedPods);
    if (waiting.length === 0) return;
    if (Date.now() > deadlineMs) throw new Error(`still waiting for ${waiting.map(describeBudget).join("; ")}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

beforeAll(async () => {
  test = await startTestLab("drain");
  for (const environment of ["mainnet", "testnet"] as const) {
    const stack = await test.stack(environment);
    const { exitCode, output } = await stack.program(["up", "--yes", "--skip-preview"], "captured");
    if (exitCode !== 0) throw new Error(`${environment} was not deployed:\n${output}`);
  }
}, TIMEOUT_MS);
afterAll(() => test.dispose(), TIMEOUT_MS);

describe.each(labNodesOf().map(({ name }) => name))("draining %s", (node) => {
  it(
    "breaks no budget on the way, empties the node, and brings everything back afterwards",
    async () => {
      await allHealthy();
      expect((await budgets()).length).toBeGreaterThan(5);
      expect(await podsOn(node)).toBeGreaterThan(0);

      const broken = new Set<string>();
      let looks = 0;
      const drain = { done: false };
      const watched = (async () => {
        while (!drain.done) {
          looks++;
          for (const budget of await budgets()) {
            if (budget.status.currentHealthy < budget.status.desiredHealthy) broken.add(describeBudget(budget));
          }
        }
      })();
      try {
        await test.kubectl.run(["drain", node, "--delete-emptydir-data", "--timeout=25s"]);
      } finally {
        drain.done = true;
        await watched;
      }
      expect([...broken]).toEqual([]);
      expect(looks).toBeGreaterThan(2);
      expect(await podsOn(node)).toBe(0);

      await test.kubectl.run(["uncordon", node]);
      await allHealthy();
      expect(await podsOn(node)).toBeGreaterThan(0);
    },
    TIMEOUT_MS,
  );
});

it(
  "lets one pod of a service go and no second while the first has no successor",
  async () => {
    await allHealthy();
    // A successor that found a node would be ready at once here, and the budget would rightly let the next pod go.
    const nodes = labNodesOf().map(({ name }) => name);
    await test.kubectl.run(["cordon", ...nodes]);
    const { items } = await test.kubectl.get<{ items: { metadata: { name: string } }[] }>(
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
        return test.kubectl.attempt(["create", `--raw=${path}`, "--filename=-"], JSON.stringify(eviction));
      }),
    );
    await test.kubectl.run(["uncordon", ...nodes]);
    expect(items).toHaveLength(3);
    expect(evictions.filter(({ exitCode }) => exitCode === 0)).toHaveLength(1);
    expect(evictions.map(({ stderr }) => stderr).join()).toContain("disruption budget");
  },
  TIMEOUT_MS,
);
