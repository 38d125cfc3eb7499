import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Kubectl } from "../../lab/kubectl";
import type { Lab } from "../../lab/lab";
import { waitUntil } from "../../lab/wait";

const CAUGHT_UP_SECONDS = 180;
const LINE =
  '--output=jsonpath={.metadata.resourceVersion} {.metadata.namespace}/{.metadata.name} {.status.currentHealthy} {.status.desiredHealthy} {.status.expectedPods}{"\\n"}';

/** A disruption budget as the API server tells of it. */
export interface Budget {
  readonly metadata: { readonly namespace: string; readonly name: string; readonly resourceVersion: string };
  readonly status: { readonly currentHealthy: number; readonly desiredHealthy: number; readonly expectedPods: number };
}

/** One state that a budget was in. */
export interface BudgetState {
  readonly resourceVersion: string;
  /** As `namespace/name`. */
  readonly budget: string;
  readonly currentHealthy: number;
  readonly desiredHealthy: number;
  readonly expectedPods: number;
}

/** A watch over all budgets of a cluster. */
export interface BudgetWatch {
  /** Every state of every budget since the watch began, in the order they came about. */
  readonly seen: readonly BudgetState[];
  /** Returns once the watch has told of every state that is there now. @throws Error where it never does, or has ended */
  caughtUp(): Promise<void>;
  stop(): void;
}

/** All budgets as they are now. */
export async function budgets(kubectl: Kubectl): Promise<readonly Budget[]> {
  return (await kubectl.get<{ items: Budget[] }>("poddisruptionbudgets", "--all-namespaces")).items;
}

/** Watches from now on: a look every now and then would miss states in between. */
export async function watchBudgets(kubectl: Kubectl, lab: Lab): Promise<BudgetWatch> {
  const child = spawn(
    lab.kubectlPath,
    [`--kubeconfig=${lab.kubeconfigPath}`, "get", "poddisruptionbudgets", "--all-namespaces", "--watch", LINE],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const seen: BudgetState[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => seen.push(stateOf(line)));
  const watch: BudgetWatch = {
    seen,
    caughtUp: () =>
      waitUntil("the watch over budgets to tell of all of them", CAUGHT_UP_SECONDS, async () => {
        if (child.exitCode !== null) throw new Error(`the watch over budgets ended with code ${child.exitCode}`);
        const told = new Set(seen.map(({ resourceVersion }) => resourceVersion));
        const untold = (await budgets(kubectl)).filter(({ metadata }) => !told.has(metadata.resourceVersion));
        return untold.length === 0 || untold.map(({ metadata }) => metadata.name).join(", ");
      }),
    stop: () => void child.kill(),
  };
  // It begins with the states that are there.
  await watch.caughtUp();
  return watch;
}

function stateOf(line: string): BudgetState {
  const [resourceVersion = "", budget = "", ...counts] = line.split(" ");
  const [currentHealthy = NaN, desiredHealthy = NaN, expectedPods = NaN] = counts.map(Number);
  return { resourceVersion, budget, currentHealthy, desiredHealthy, expectedPods };
}
