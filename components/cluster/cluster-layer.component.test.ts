/** What exists once for the cluster. That K3s leaves it alone is not shown here. */
import { expect, it } from "@jest/globals";
import { recordResources, type RecordedResource } from "../../tests/support/recorded-resources";
import { ClusterLayer } from "./cluster-layer";

const nodes = (["server", "agent"] as const).map((k3sRole, index) => ({
  name: `VPS-${index + 1}`,
  nodeName: `VPS-${index + 1}.example`,
  k3sRole,
  labels: { "node-id": `vps${index + 1}` },
}));

async function recorded(kind: string): Promise<readonly RecordedResource[]> {
  const { resources } = await recordResources(
    () => new ClusterLayer("cluster-layer", { owner: "mainnet", nodes, coreDnsReplicas: 3 }),
  );
  return resources.filter(({ type }) => type.endsWith(`:${kind}`));
}

it("asserts each node's labels and K3s role under one field manager", async () => {
  expect((await recorded("NodePatch")).map(({ inputs }) => inputs.metadata)).toEqual(
    nodes.map(({ nodeName, labels, k3sRole }) => ({
      name: nodeName,
      labels,
      annotations: {
        "pulumi.com/patchFieldManager": "gx-infrastructure",
        "pulumi.com/patchForce": "true",
        "gxcoin.money/k3s-role": k3sRole,
      },
    })),
  );
});

it("runs CoreDNS on as many servers as it has replicas, and lets one go at a time (G11)", async () => {
  const [patch] = await recorded("DeploymentPatch");
  const [budget] = await recorded("PodDisruptionBudget");
  expect(patch?.inputs.spec).toMatchObject({ replicas: 3 });
  expect(JSON.stringify(patch?.inputs.spec)).toContain('"topologyKey":"kubernetes.io/hostname"');
  expect(budget?.inputs.spec).toMatchObject({
    maxUnavailable: 1,
    selector: { matchLabels: { "k8s-app": "kube-dns" } },
  });
});

it("has pods ask the CoreDNS of their own node first: a lost one costs the others no answer", async () => {
  const [patch] = await recorded("ServicePatch");
  expect(patch?.inputs).toMatchObject({
    metadata: { name: "kube-dns", namespace: "kube-system" },
    spec: { trafficDistribution: "PreferSameNode" },
  });
});

it("protects all of its patches: a deleted one gives its fields back to nobody", async () => {
  const patches = await Promise.all(
    ["NodePatch", "DeploymentPatch", "ServicePatch", "StorageClassPatch"].map(recorded),
  );
  expect(patches.map((kind) => kind.map(({ protect }) => protect))).toEqual([[true, true], [true], [true], [true]]);
});

it("keeps a default storage class (G26) and protects the class that retains data (G21)", async () => {
  const [defaultClass] = await recorded("StorageClassPatch");
  const [data] = await recorded("StorageClass");
  expect(defaultClass?.inputs.metadata).toMatchObject({
    name: "local-path",
    annotations: { "storageclass.kubernetes.io/is-default-class": "true" },
  });
  expect(data?.inputs).toMatchObject({ reclaimPolicy: "Retain", volumeBindingMode: "WaitForFirstConsumer" });
  expect(data?.protect).toBe(true);
});

it("lets testnet evict nobody", async () => {
  const testnet = (await recorded("PriorityClass")).find(
    ({ inputs }) => (inputs.metadata as { name: string }).name === "gx-testnet",
  );
  expect(testnet?.inputs).toMatchObject({ preemptionPolicy: "Never" });
});
