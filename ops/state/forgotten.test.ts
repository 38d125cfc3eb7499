/** What is left of a state once its cluster is forgotten. That pulumi takes it is shown by tests/lifecycle/forgotten-cluster.test.ts. */
import { describe, expect, it } from "@jest/globals";
import { forgotten } from "./forgotten";
import { exportedState, LOST } from "./testing";

type Resource = Readonly<Record<string, unknown>>;
const stateOf = (resources: readonly object[]) => ({ version: 3, deployment: { resources } });
const of = (...types: readonly string[]) =>
  exportedState().deployment.resources.filter(({ type }) => types.includes(type));

describe("a state without its cluster", () => {
  it("has neither objects nor provider, and all else as it was", () => {
    const before = exportedState();
    const { state, ...told } = forgotten(before, "it");
    expect(told).toEqual({
      ...{ cluster: LOST, objects: 2, kept: new Map([["RandomPassword", 1]]) },
      access: { kubeconfigPath: "mainnet.kubeconfig", context: "gx-mainnet" },
    });
    const [stack, , random, component, , password] = before.deployment.resources as readonly Resource[];
    expect(state).toEqual({
      ...before,
      deployment: {
        ...before.deployment,
        resources: [
          { ...stack, outputs: { environment: "mainnet" } },
          random,
          { ...component, dependencies: [] },
          { ...password, dependencies: [stack!.urn], propertyDependencies: { length: [], keepers: [] } },
        ],
      },
    });
  });

  it("is known by its provider where no deployment has ended", () => {
    const change = forgotten(stateOf(of("pulumi:providers:kubernetes", "kubernetes:core/v1:Secret")), "it");
    expect([change.cluster, change.objects, change.kept.size]).toEqual([LOST, 1, 0]);
  });

  it.each<[string, unknown, string]>([
    ["has nothing", { version: 3, deployment: {} }, "it has no object of a cluster, so there is none to forget"],
    ["has a provider alone", stateOf(of("pulumi:providers:kubernetes")), "it has no object of a cluster"],
    ["doesn't name it", stateOf(of("kubernetes:core/v1:Secret")), "it doesn't say which cluster its 1 objects are in"],
    [
      "is no state",
      { deployment: { resources: [{ urn: 1 }] } },
      "it has another shape than expected (deployment.resources.0.urn",
    ],
  ])("is refused where it %s", (_what, state, message) => {
    expect(() => forgotten(state, "it")).toThrow(message);
  });
});
