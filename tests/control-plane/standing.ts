import { expect, it } from "@jest/globals";
import type { TestLab } from "../support/test-lab";

interface Pod {
  readonly spec: { readonly nodeName: string };
}

/** What stands where on a cluster with both environments deployed. */
export function standingTests(lab: () => TestLab): void {
  async function nodesOfPods(namespace: string, selector: string): Promise<string[]> {
    const { kubectl } = lab();
    const { items } = await kubectl.get<{ items: Pod[] }>("pods", "--namespace", namespace, "--selector", selector);
    return items.map((pod) => pod.spec.nodeName).sort();
  }

  it("runs mainnet's service once on each primary node, and testnet's on the testdev node", async () => {
    const identity = "app.kubernetes.io/name=svc-identity";
    expect(await nodesOfPods("backend-mainnet", identity)).toEqual([
      "srv1089618.hstgr.cloud",
      "srv1089624.hstgr.cloud",
      "srv1092158.hstgr.cloud",
    ]);
    expect(await nodesOfPods("backend-testnet", identity)).toEqual(["srv1117946.hstgr.cloud"]);
  });

  it("runs a CoreDNS pod on each node (G11)", async () => {
    expect(new Set(await nodesOfPods("kube-system", "k8s-app=kube-dns")).size).toBe(4);
  });

  it("labels each node uniquely (G20)", async () => {
    const { items } = await lab().kubectl.get<{ items: { metadata: { labels: Record<string, string> } }[] }>("nodes");
    expect(items.map(({ metadata }) => `${metadata.labels["node-id"]} ${metadata.labels["node-role"]}`).sort()).toEqual(
      ["vps1 primary", "vps2 primary", "vps3 primary", "vps4 testdev"],
    );
  });

  it("takes the node labels over from whoever registered the node", async () => {
    const managers = await lab().kubectl.run([
      ...["get", "nodes", "--show-managed-fields", "--output=jsonpath={.items[*].metadata.managedFields[*].manager}"],
    ]);
    expect(managers.split(" ").filter((manager) => manager === "gx-infrastructure")).toHaveLength(4);
  });
}
