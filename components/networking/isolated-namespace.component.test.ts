/** What every namespace comes with. That admission and traffic are really refused is shown on a control plane and on real nodes. */
import { expect, it } from "@jest/globals";
import { recordResources } from "../../tests/support/recorded-resources";
import { IsolatedNamespace } from "./isolated-namespace";

const recorded = async () =>
  (await recordResources(() => new IsolatedNamespace("fabric", { namespace: "fabric", environment: "mainnet" })))
    .resources;

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
