/** What every namespace comes with. That admission and traffic are really refused is shown on a control plane and on real nodes. */
import { describe, expect, it } from "@jest/globals";
import { recordResources } from "../../tests/support/recorded-resources";
import { IsolatedNamespace, type IsolatedNamespaceArgs } from "./isolated-namespace";

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

it("takes any pod where it is privileged, and says why and until when", async () => {
  const privileged = { reason: "reads the servers", until: "2027-11-30" };
  const { resources } = await recordResources(() => new IsolatedNamespace("hosts", { ...args, privileged }));
  const { metadata } = resources.find(({ type }) => type.endsWith(":Namespace"))!.inputs as {
    metadata: { labels: Readonly<Record<string, string>>; annotations: object };
  };
  const levels = Object.entries(metadata.labels).filter(([key]) => /^pod-security[^-]*\/[a-z]+$/.test(key));
  expect(levels.map(([, level]) => level)).toEqual(["privileged", "privileged", "privileged"]);
  expect(metadata.annotations).toEqual({
    "gxcoin.money/exception.restricted-pod-security": "reads the servers",
    "gxcoin.money/exception.restricted-pod-security-expires": "2027-11-30",
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

describe("while it is being adopted", () => {
  const adoption = { reason: "databases run as root", until: "2026-12-31" } as const;
  const withheld = async (...names: NonNullable<IsolatedNamespaceArgs["adoption"]>["withheld"]) =>
    (
      await recordResources(
        () => new IsolatedNamespace("fabric", { ...args, adoption: { ...adoption, withheld: names } }),
      )
    ).resources;
  const kinds = (resources: Awaited<ReturnType<typeof withheld>>) =>
    resources.map(({ type }) => type.split(":").at(-1));

  it("warns of pods that don't meet the standard and admits them, as an exception that ends", async () => {
    const resources = await withheld("pod-security");
    const { labels, annotations } = resources.find(({ type }) => type.endsWith(":Namespace"))!.inputs.metadata as {
      labels: Record<string, string>;
      annotations: Record<string, string>;
    };
    expect(labels).toMatchObject({ "pod-security.kubernetes.io/warn": "restricted" });
    expect(labels).toMatchObject({ "pod-security.kubernetes.io/audit": "restricted" });
    expect(Object.keys(labels).filter((key) => key.includes("/enforce"))).toEqual([]);
    expect(annotations).toEqual({
      "gxcoin.money/exception.restricted-pod-security": "databases run as root",
      "gxcoin.money/exception.restricted-pod-security-expires": "2026-12-31",
    });
    expect(kinds(resources)).toEqual(expect.arrayContaining(["ResourceQuota", "LimitRange", "NetworkPolicy"]));
  });

  it("gets no quota and no default limits, where these are withheld, and enforces the standard", async () => {
    const resources = await withheld("limits");
    expect(kinds(resources)).not.toContain("ResourceQuota");
    expect(kinds(resources)).not.toContain("LimitRange");
    const namespace = resources.find(({ type }) => type.endsWith(":Namespace"));
    expect(namespace?.inputs.metadata).toMatchObject({
      labels: { "pod-security.kubernetes.io/enforce": "restricted" },
    });
    expect(namespace?.inputs.metadata).not.toHaveProperty("annotations");
  });
});
