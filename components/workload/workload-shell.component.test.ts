/**
 * What every workload has. That the set of all NetworkPolicies says what the flows say is shown by tests/networking; that
 * pods land as placement says needs a scheduler: tests/control-plane.
 */
import { describe, expect, it } from "@jest/globals";
import type * as k8s from "@pulumi/kubernetes";
import { recordResources, type RecordedResource } from "../../tests/support/recorded-resources";
import { plainShell } from "../../tests/support/plain-shell";
import { WorkloadShell, type WorkloadShellArgs } from "./workload-shell";

const args = plainShell("ledger", {
  callers: [{ peer: { namespace: "backend-mainnet", workloads: ["svc-admin", "svc-tax"] }, port: 5432 }],
  callees: [{ peer: { cidrs: ["0.0.0.0/0"], except: ["10.0.0.0/8"] }, port: 443 }],
});

const shell = (changed: Partial<WorkloadShellArgs> = {}) =>
  recordResources(() => new WorkloadShell("ledger", { ...args, ...changed }));
const kinds = (resources: readonly RecordedResource[]) => resources.map(({ type }) => type.split(":").at(-1)).sort();

/** The parts of a pod template that the tests look at. */
interface Template {
  readonly metadata: { labels: Record<string, string>; annotations?: Record<string, string> };
  readonly spec: k8s.types.input.core.v1.PodSpec;
}
async function template(changed: Partial<WorkloadShellArgs> = {}): Promise<Template> {
  const { result } = await shell(changed);
  return result.podTemplate(1000, { containers: [] }) as Template;
}

describe("a workload of several pods", () => {
  it("has an account without a token, a budget and a policy for each direction, and comes after the policies", async () => {
    const { result, resources } = await shell();
    const expected = ["NetworkPolicy", "NetworkPolicy", "PodDisruptionBudget", "ServiceAccount", "WorkloadShell"];
    expect(kinds(resources)).toEqual(expected);
    expect(resources.find(({ type }) => type.endsWith("ServiceAccount"))?.inputs).toMatchObject({
      automountServiceAccountToken: false,
    });
    expect(result.gates).toHaveLength(2);
  });

  it("lets a drain take one pod at a time", async () => {
    const { resources } = await shell();
    expect(resources.find(({ type }) => type.endsWith("PodDisruptionBudget"))?.inputs.spec).toEqual({
      maxUnavailable: 1,
      selector: { matchLabels: { "app.kubernetes.io/name": "ledger" } },
      unhealthyPodEvictionPolicy: "AlwaysAllow",
    });
  });

  it("selects callers by namespace and name together, and addresses without their exceptions", async () => {
    const { resources } = await shell();
    const specs = Object.fromEntries(resources.map(({ name, inputs }) => [name, inputs.spec]));
    expect(specs["ledger-ingress"]).toEqual({
      podSelector: { matchLabels: { "app.kubernetes.io/name": "ledger" } },
      policyTypes: ["Ingress"],
      ingress: [
        {
          from: [
            {
              namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "backend-mainnet" } },
              podSelector: {
                matchExpressions: [{ key: "app.kubernetes.io/name", operator: "In", values: ["svc-admin", "svc-tax"] }],
              },
            },
          ],
          ports: [{ protocol: "TCP", port: 5432 }],
        },
      ],
    });
    expect(specs["ledger-egress"]).toMatchObject({
      egress: [{ to: [{ ipBlock: { cidr: "0.0.0.0/0", except: ["10.0.0.0/8"] } }], ports: [{ port: 443 }] }],
    });
  });
});

it("opens nothing for a workload without flows, and has no budget for a single pod: it would only block drains", async () => {
  const { resources } = await shell({ callers: [], callees: [], needsBudget: false });
  expect(kinds(resources)).toEqual(["ServiceAccount", "WorkloadShell"]);
});

describe("its pods", () => {
  it("have an identity without a token, a priority, and no variables of the namespace's Services", async () => {
    expect((await template()).spec).toMatchObject({
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      priorityClassName: "gx-mainnet-service",
      securityContext: { runAsNonRoot: true, runAsUser: 1000 },
    });
  });

  it("are required to stand on nodes of the environment, spread over those that take pods", async () => {
    const { spec } = await template();
    expect(JSON.stringify(spec.affinity)).toBe(
      '{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[{"matchExpressions":' +
        '[{"key":"node-role","operator":"In","values":["primary"]}]}]}}}',
    );
    expect(spec.topologySpreadConstraints).toEqual([
      {
        maxSkew: 1,
        topologyKey: "kubernetes.io/hostname",
        whenUnsatisfiable: "DoNotSchedule",
        nodeTaintsPolicy: "Honor",
        labelSelector: { matchLabels: { "app.kubernetes.io/name": "ledger" } },
        matchLabelKeys: ["pod-template-hash"],
      },
    ]);
  });

  it("count all revisions together where an update replaces pods in place", async () => {
    const { spec } = await template({
      placement: { placement: "environment", nodeRole: "primary", hasRevisionsSideBySide: false },
    });
    expect(JSON.stringify(spec.topologySpreadConstraints)).not.toContain("matchLabelKeys");
  });

  it("never share a server where each is a member of a quorum, and say of which", async () => {
    const { spec, metadata } = await template({
      workload: { ...args.workload, quorumGroup: "ledger" },
      placement: {
        placement: "environment",
        nodeRole: "primary",
        hasRevisionsSideBySide: false,
        apartFrom: { group: "ledger" },
      },
    });
    expect(JSON.stringify(spec.affinity)).toContain(
      '"podAntiAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":[{"topologyKey":"kubernetes.io/hostname",' +
        '"labelSelector":{"matchLabels":{"group":"ledger"}}}]}',
    );
    expect(metadata.labels["gxcoin.money/quorum-group"]).toBe("ledger");
  });

  it("stand on every node, whatever its taints, or on one server alone", async () => {
    const platform = await template({ placement: { placement: "platform" } });
    expect(platform.spec.tolerations).toEqual([{ operator: "Exists" }]);
    expect(platform.spec.affinity).toBeUndefined();
    const host = await template({ placement: { placement: "host", nodeName: "srv1089618.hstgr.cloud" } });
    expect(JSON.stringify(host.spec.affinity)).toContain(
      '{"key":"kubernetes.io/hostname","operator":"In","values":["srv1089618.hstgr.cloud"]}',
    );
    const label = "gxcoin.money/placement";
    expect([platform.metadata.labels[label], host.metadata.labels[label]]).toEqual(["platform", "host"]);
  });

  it("declare the labels that come only while they run", async () => {
    const { metadata } = await template({ runtimeLabels: ["role", "shard"] });
    expect(metadata.annotations).toEqual({ "gxcoin.money/runtime-labels": "role,shard" });
    expect((await template()).metadata).not.toHaveProperty("annotations");
  });
});
