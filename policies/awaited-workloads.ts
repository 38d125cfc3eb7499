import { SelectorTargets } from "./selector-targets";
import { selectorUsesOf } from "./selector-use";
import { stackPolicy } from "./verdict";

/**
 * Advice only: NetworkPolicies name workloads that flows know and that the stack does not deploy yet. Gates may be there
 * before the pods; that they are the last trace of a workload that is gone should not stay unseen either. One message
 * names them all. A name that no flow knows is refused by selectors-resolve.
 *
 * Severity: low. Source: incident G31 (a Service had no endpoints and nobody was told).
 * Remedy: deploy the workloads, or remove their flows from stacks/flows.ts.
 */
export const awaitedWorkloads = stackPolicy(
  {
    name: "awaited-workloads",
    description: "NetworkPolicies name workloads that are deployed, not only declared.",
    severity: "low",
    enforcementLevel: "advisory",
    framework: {
      name: "GX incidents",
      version: "1",
      reference: "G31",
      specification: "Selectors match declared labels",
    },
    remediationSteps: "Deploy the workloads, or remove their flows from stacks/flows.ts.",
  },
  (objects, bench) => {
    const targets = new SelectorTargets(objects, bench);
    const awaiting = objects
      .flatMap((object) => bench.known(object, () => selectorUsesOf(object)) ?? [])
      .filter((use) => targets.foundBy(use) === "awaited pods");
    const [first] = awaiting;
    if (!first) return;
    const names = [...new Set(awaiting.flatMap((use) => targets.awaitedIn(use.selector)))].sort();
    bench.check(first.object, () => ({
      field: first.field,
      found: `is the first to name what the stack does not deploy yet (${names.length}: ${names.join(", ")})`,
      remedy: "deploy them, or remove their flows from stacks/flows.ts",
    }));
  },
);
