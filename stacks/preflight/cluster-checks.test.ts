/** The program's refusals of a cluster, against a fake one; the control-plane tests repeat them against a real one. */
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it } from "@jest/globals";
import { fakeCluster, type FakeObject } from "../../tests/support/fake-cluster";
import { committedEnvironment } from "../../tests/support/stack-file";
import { SERVERS } from "../inventory";
import { clusterMembers } from "../topology";
import { checkCluster } from "./cluster-checks";
import type { ObjectKind } from "./cluster-reader";

const mainnet = committedEnvironment("mainnet");
const testnet = committedEnvironment("testnet");
const owned = { labels: { "gxcoin.money/owner-stack": "mainnet" } };

const base: readonly FakeObject[] = [
  {
    apiVersion: "storage.k8s.io/v1",
    kind: "StorageClass",
    name: "local-path",
    annotations: { "storageclass.kubernetes.io/is-default-class": "true" },
  },
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    namespace: "kube-system",
    name: "traefik",
    labels: { "app.kubernetes.io/name": "traefik" },
  },
  { apiVersion: "v1", kind: "Namespace", name: "kube-system", uid: mainnet.access.identity },
  ...clusterMembers(SERVERS).map(({ nodeName }) => ({ apiVersion: "v1", kind: "Node", name: nodeName })),
];
const layer: readonly FakeObject[] = [
  { apiVersion: "scheduling.k8s.io/v1", kind: "PriorityClass", name: "gx-testnet-data", ...owned },
  { apiVersion: "scheduling.k8s.io/v1", kind: "PriorityClass", name: "gx-testnet", ...owned },
  { apiVersion: "storage.k8s.io/v1", kind: "StorageClass", name: "gx-data", ...owned },
];

describe("a cluster is refused", () => {
  it("when it is not the declared one", async () => {
    const other = base.map((object) => (object.kind === "Namespace" ? { ...object, uid: "another" } : object));
    await expect(checkCluster(mainnet, fakeCluster(other))).rejects.toThrow(
      "context test of kubeconfig.yaml leads to cluster another; use the kubeconfig of the declared cluster",
    );
  });

  it("as another one first of all, however late that is known", async () => {
    const old = fakeCluster([], { version: "v1.33.9+k3s1" });
    const late = { ...old, list: async (kind: ObjectKind) => pause(20).then(() => old.list(kind)) };
    await expect(checkCluster(mainnet, late)).rejects.toThrow("leads to cluster without kube-system");
  });

  it("when its API server is too old", async () => {
    await expect(checkCluster(mainnet, fakeCluster(base, { version: "v1.33.9+k3s1" }))).rejects.toThrow(
      'the API server\'s version is "v1.33.9+k3s1": upgrade K3s to Kubernetes 1.34 or newer',
    );
  });

  it("when a declared node is missing", async () => {
    const without = base.filter(({ name }) => name !== "srv1117946.hstgr.cloud");
    await expect(checkCluster(mainnet, fakeCluster(without))).rejects.toThrow(
      'servers.VPS-4.nodeName is "srv1117946.hstgr.cloud": the cluster has no such node, only srv1089618.hstgr.cloud',
    );
  });

  it("for testnet, when mainnet's cluster layer is missing", async () => {
    await expect(checkCluster(testnet, fakeCluster(base))).rejects.toThrow(
      'stack is "testnet": the cluster layer that it stands on is missing (PriorityClass gx-testnet, PriorityClass gx-testnet-data, StorageClass gx-data); deploy stack mainnet first',
    );
  });

  it("for testnet, when same-named classes are not mainnet's", async () => {
    const foreign = layer.map((object) => ({ ...object, labels: {} }));
    await expect(checkCluster(testnet, fakeCluster([...base, ...foreign]))).rejects.toThrow(
      "deploy stack mainnet first",
    );
  });
});

describe("a cluster is accepted", () => {
  it("by mainnet, bare", async () => {
    await expect(checkCluster(mainnet, fakeCluster(base))).resolves.toEqual([]);
  });

  it("by testnet, with mainnet's cluster layer", async () => {
    await expect(checkCluster(testnet, fakeCluster([...base, ...layer]))).resolves.toEqual([]);
  });
});

describe("what is unexpected but no reason to refuse", () => {
  it("is a node that the inventory doesn't know", async () => {
    const extra = { apiVersion: "v1", kind: "Node", name: "srv0000000.hstgr.cloud" };
    await expect(checkCluster(mainnet, fakeCluster([...base, extra]))).resolves.toEqual([
      "node srv0000000.hstgr.cloud is not in the inventory and gets no labels (G20)",
    ]);
  });

  it("is what surrounds the objects, each in a line of its own", async () => {
    const bare = base.filter(({ kind }) => kind === "Namespace" || kind === "Node");
    const cluster = fakeCluster(bare, { version: "v1.36.0", addresses: ["10.99.0.1"] });
    expect((await checkCluster(mainnet, cluster)).map((notice) => /^[^:]*/.exec(notice)?.[0])).toEqual([
      "the API server's version is v1.36.0, proven is 1.34.1",
      "API servers are at 10.99.0.1, publicIpv4 of the inventory's K3s servers says 217.196.51.190, 72.60.210.201, 72.61.116.210, 72.61.81.3",
      'storage classes with storageclass.kubernetes.io/is-default-class "true"',
      "ingress controller kube-system/traefik is missing",
    ]);
  });

  it("is a node label that will change, such as the recorded node-id swap (C02)", async () => {
    const swapped = base.map((object) =>
      object.name === "srv1089624.hstgr.cloud" ? { ...object, labels: { "node-id": "vps4" } } : object,
    );
    await expect(checkCluster(mainnet, fakeCluster(swapped))).resolves.toEqual([
      "node srv1089624.hstgr.cloud (VPS-2): label node-id is vps4 and will be vps2",
    ]);
  });
});
