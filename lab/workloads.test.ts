/** How pods are counted and called; that these are the cluster's pods is shown with a whole lab. */
import { expect, it } from "@jest/globals";

import { type PodItem, workloadsOf } from "./workloads";

const pod = (namespace: string, owner?: string, phase = "Running", labels = {}): PodItem => ({
  kind: "Pod",
  metadata: { name: "pod-x", namespace, labels, ...(owner && { ownerReferences: [{ name: owner }] }) },
  spec: {},
  status: { phase },
});

it("counts pods by namespace and workload, and those that don't run", () => {
  const [replicaSet, hash] = ["svc-identity-5d8f", { "pod-template-hash": "5d8f" }];
  expect(
    workloadsOf([
      pod("kube-system", "coredns-1a", "Running", { "pod-template-hash": "1a" }),
      pod("backend-testnet", replicaSet, "Running", hash),
      pod("backend-mainnet", replicaSet, "Running", hash),
      pod("backend-mainnet", replicaSet, "Pending", hash),
      pod("backend-mainnet", "job", "Succeeded"),
      pod("backend-mainnet"),
    ]),
  ).toEqual([
    { namespace: "backend-mainnet", name: "job", pods: 1, notRunning: 0 },
    { namespace: "backend-mainnet", name: "pod-x", pods: 1, notRunning: 0 },
    { namespace: "backend-mainnet", name: "svc-identity", pods: 2, notRunning: 1 },
    { namespace: "backend-testnet", name: "svc-identity", pods: 1, notRunning: 0 },
    { namespace: "kube-system", name: "coredns", pods: 1, notRunning: 0 },
  ]);
});
