/** What every namespace comes with. That admission and traffic are really refused is shown on a control plane and on real nodes. */
import { expect, it } from "@jest/globals";
import { recordResources } from "../../tests/support/recorded-resources";
import { IsolatedNamespace } from "./isolated-namespace";

const quota = { cpuRequestMillicores: 2000, memoryRequestMebibytes: 4096, memoryLimitMebibytes: 8192, pods: 20 };
const args = { namespace: "fabric", environment: "mainnet", quota } as const;

const recorded = async () => (await recordResources(() => new IsolatedNamespace("fabric", args))).resources;

it("enforces the restricted standard, is found by its name label, and is protected", async () => {
  const namespace = (await recorded()).find(({ type }) => type.endsWith(":Namespace"));
  expect(namespace?.protect).toBe(true);
  expect(namespace?.inputs).toMatchObject({
    metadata: { name: "fabric", labels: { name: "fabric", "pod-security.kubernetes.io/enforce": "restricted" } },
  });
});

it("denies everything both ways and opens DNS over UDP and TCP", async () => {
  const specs = Object.fromEntries(
    (await recorded())
      .filter(({ type }) => type.endsWith(":NetworkPolicy"))
      .map(({ inputs }) => [(inputs.metadata as { name: string }).name, inputs.spec]),
  );
  expect(specs).toEqual({
    "default-deny-all": { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
    "allow-dns": {
      podSelector: {},
      policyTypes: ["Egress"],
      egress: [
        {
          to: [
            {
              namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
              podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
            },
          ],
          ports: [
            { protocol: "UDP", port: 53 },
            { protocol: "TCP", port: 53 },
          ],
        },
      ],
    },
  });
});

it("has a quota, no way out through node ports or load balancers, and limits for who states none", async () => {
  const specs = new Map((await recorded()).map(({ type, inputs }) => [type.split(":").at(-1), inputs.spec]));
  expect(specs.get("ResourceQuota")).toEqual({
    hard: {
      "requests.cpu": "2",
      "requests.memory": "4Gi",
      "limits.memory": "8Gi",
      pods: "20",
      "services.nodeports": "0",
      "services.loadbalancers": "0",
    },
  });
  expect(specs.get("LimitRange")).toMatchObject({ limits: [{ type: "Container", default: { memory: "256Mi" } }] });
});
