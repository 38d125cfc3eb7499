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

  it("admits the pod that reads the servers' files in the namespace for it, and nowhere else", async () => {
    const job = (namespace: string) =>
      lab()
        .kubectl.run([
          ...["create", "job", "reads-servers", "--from=cronjob/etcd-dump", "--namespace=hosts"],
          ...["--dry-run=client", "--output=jsonpath={.spec.template}"],
        ])
        .then((template) => {
          const { metadata, spec } = JSON.parse(template) as { metadata: { labels: object }; spec: object };
          const pod = {
            apiVersion: "v1",
            kind: "Pod",
            metadata: { labels: metadata.labels, name: "reads-servers", namespace },
            spec: { ...spec, serviceAccountName: "default", priorityClassName: undefined },
          };
          return lab().kubectl.attempt(["create", "--dry-run=server", "--filename=-"], JSON.stringify(pod));
        });
    expect(await job("hosts")).toMatchObject({ exitCode: 0 });
    for (const namespace of ["backend-mainnet", "fabric", "monitoring", "backend-testnet", "fabric-testnet"]) {
      const { exitCode, stderr } = await job(namespace);
      expect([namespace, exitCode]).toEqual([namespace, 1]);
      expect(stderr).toMatch(/violates PodSecurity "restricted.*hostPath/);
    }
  });

  it("encrypts the servers' keys for nobody who reads Secrets where services run", async () => {
    const recipientOf = async (source: string, namespace: string) => {
      const path = "--output=jsonpath={.data.source\\.json}";
      const text = await lab().kubectl.run(["get", "configmap", `${source}-backup`, `--namespace=${namespace}`, path]);
      return (JSON.parse(text) as { recipient: string }).recipient;
    };
    const recipient = await recipientOf("etcd-dump", "hosts");
    expect(recipient).toMatch(/^age1/);
    expect(recipient).not.toBe(await recipientOf("objects-dump", "backend-mainnet"));
  });

  it("takes the node labels over from whoever registered the node", async () => {
    const managers = await lab().kubectl.run([
      ...["get", "nodes", "--show-managed-fields", "--output=jsonpath={.items[*].metadata.managedFields[*].manager}"],
    ]);
    expect(managers.split(" ").filter((manager) => manager === "gx-infrastructure")).toHaveLength(4);
  });
}
