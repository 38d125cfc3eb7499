import { KubeConfig, Watch } from "@kubernetes/client-node";
import type { Kubectl } from "../../lab/kubectl";
import { waitUntil } from "../../lab/wait";

const BUDGETS = "/apis/policy/v1/poddisruptionbudgets";
const CAUGHT_UP_SECONDS = 120;

/** A disruption budget as the API server tells of it. */
export interface Budget {
  readonly metadata: { readonly namespace: string; readonly name: string; readonly resourceVersion: string };
  readonly status: { readonly currentHealthy: number; readonly desiredHealthy: number; readonly expectedPods: number };
}

/** A watch over all budgets of a cluster. */
export interface BudgetWatch {
  /** Every state of every budget since the watch began, in the order they came about. */
  readonly seen: readonly Budget[];
  /** Returns once the watch has told of every state that is there now. @throws UserError where it never does */
  caughtUp(): Promise<void>;
  stop(): void;
}

/** All budgets as they are now. */
export async function budgets(kubectl: Kubectl): Promise<readonly Budget[]> {
  return (await kubectl.get<{ items: Budget[] }>("poddisruptionbudgets", "--all-namespaces")).items;
}

/** Watches from now on: a look every now and then would miss states in between. */
export async function watchBudgets(kubectl: Kubectl, kubeconfigPath: string): Promise<BudgetWatch> {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfigPath);
  const listed = JSON.parse(await kubectl.run(["get", "--raw", BUDGETS])) as { metadata: { resourceVersion: string } };
  const seen: Budget[] = [];
  let ended: unknown;
  const { resourceVersion } = listed.metadata;
  const request = await new Watch(config).watch(
    BUDGETS,
    { resourceVersion },
    (_phase, budget: Budget) => void seen.push(budget),
    (error: unknown) => (ended = error ?? "the API server closed it"),
  );
  const isTold = ({ metadata }: Budget) =>
    Number(metadata.resourceVersion) <= Number(resourceVersion) ||
    seen.some((state) => state.metadata.resourceVersion === metadata.resourceVersion);
  return {
    seen,
    caughtUp: () =>
      waitUntil("the watch over budgets to tell of all of them", CAUGHT_UP_SECONDS, async () => {
        if (ended !== undefined) throw new Error(`the watch over budgets ended: ${String(ended)}`);
        const untold = (await budgets(kubectl)).filter((budget) => !isTold(budget));
        return untold.length === 0 || untold.map(({ metadata }) => metadata.name).join(", ");
      }),
    stop: () => request.abort(),
  };
}
