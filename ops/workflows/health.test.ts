/** When a stack counts as healthy, and what is said where it doesn't. On a real API server: tests/lifecycle/health.test.ts. */
import { describe, expect, it } from "@jest/globals";
import { lacking, lackOf, type LiveWorkload, type Workload, workloadsOf } from "./health";
import type { StackCommands } from "./stack-commands";

const workload = (plural: string): Workload => ({ plural, name: "W ns/w", path: "/w" });
const live = (status: object, spec: object = { replicas: 3 }): LiveWorkload => ({
  metadata: { generation: 2 },
  spec,
  status: { observedGeneration: 2, ...status },
});

describe("a workload", () => {
  it.each<[string, string, LiveWorkload | undefined, string | undefined]>([
    ["ready", "deployments", live({ readyReplicas: 3, updatedReplicas: 3 }), undefined],
    ["gone", "deployments", undefined, "isn't there"],
    ["unseen", "deployments", live({ observedGeneration: 1 }), "its controller hasn't seen the last change"],
    ["starting", "statefulsets", live({ readyReplicas: 1 }), "1 of 3 pods ready"],
    ["halfway", "deployments", live({ readyReplicas: 3, updatedReplicas: 1 }), "1 of 3 pods are of the last change"],
    ["none wanted", "deployments", live({}, { replicas: 0 }), undefined],
    [
      "rolled by others",
      "statefulsets",
      live({ readyReplicas: 3 }, { replicas: 3, updateStrategy: { type: "OnDelete" } }),
      undefined,
    ],
    ["on each node", "daemonsets", live({ desiredNumberScheduled: 4, numberReady: 3 }, {}), "3 of 4 pods ready"],
  ])("%s", (_what, plural, object, lack) => {
    expect(lackOf(workload(plural), object)).toBe(lack);
  });
});

it("is looked at until it is ready, through an API server that fails for a while, and no longer than there is time", async () => {
  const answers: (() => LiveWorkload)[] = [
    () => {
      throw new Error("connection refused");
    },
    () => live({}),
    () => live({ readyReplicas: 3, updatedReplicas: 3 }),
  ];
  let looks = 0;
  const read = async () => (answers[looks++] as () => LiveWorkload)();
  const hasTime = async () => true;
  expect(await lacking([workload("deployments")], { read, hasTime })).toEqual([]);
  expect(looks).toBe(3);
});

it("isn't known where not one workload can be read by the end; one that can't be is told like any lack", async () => {
  const other: Workload = { plural: "deployments", name: "W ns/other", path: "/other" };
  const read = async (path: string) => {
    if (path === "/w") throw new Error("connection refused");
    return live({ readyReplicas: 3, updatedReplicas: 3 });
  };
  const once = { read, hasTime: async () => false };
  expect(await lacking([workload("deployments"), other], once)).toEqual(["W ns/w: can't be read: connection refused"]);
  await expect(lacking([workload("deployments")], once)).rejects.toThrow("connection refused");
});

const stateThatHolds = (resources: readonly object[], exitCode = 0, errors = "") => {
  const output = JSON.stringify({ version: 3, deployment: { resources } });
  return { stack: "mainnet", state: async () => ({ exitCode, output, errors }) } as unknown as StackCommands;
};

it("is every workload in the state, once, patched ones too, but none that is being replaced", async () => {
  const resources = [
    { type: "kubernetes:core/v1:Namespace", id: "fabric" },
    { type: "kubernetes:apps/v1:Deployment", id: "fabric/svc" },
    { type: "kubernetes:apps/v1:StatefulSet", id: "fabric/db" },
    { type: "kubernetes:apps/v1:StatefulSet", id: "fabric/old", delete: true },
    { type: "kubernetes:apps/v1:DeploymentPatch", id: "kube-system/coredns" },
    { type: "kubernetes:apps/v1:DeploymentPatch", id: "kube-system/coredns" },
  ];
  expect((await workloadsOf(stateThatHolds(resources))).map(({ name }) => name)).toEqual([
    ...["Deployment fabric/svc", "StatefulSet fabric/db", "Deployment kube-system/coredns"],
  ]);
});

it("isn't that of a state that can't be had, or has no workload: both are refused with what to look at", async () => {
  const namespace = { type: "kubernetes:core/v1:Namespace", id: "fabric" };
  await expect(workloadsOf(stateThatHolds([namespace]))).rejects.toThrow(
    /^the state of mainnet has no workload: deploy it first, or see that PULUMI_BACKEND_URL names/,
  );
  await expect(workloadsOf(stateThatHolds([], 255, "error: no stack named 'mainnet' found\n"))).rejects.toThrow(
    "can't export the state of mainnet: error: no stack named 'mainnet' found\nSee that PULUMI_BACKEND_URL names",
  );
});
