/**
 * Every pair of workloads on every port: open exactly where a flow is declared. Both environments, judged from the
 * rendered policies by a second implementation. Does not prove that a cluster enforces policies; that needs real nodes.
 */
import { beforeAll, describe, expect, it } from "@jest/globals";
import { deploy } from "../../stacks/deploy";
import { flowsOf } from "../../stacks/flows";
import { WORKLOAD_NAMES, type WorkloadName, WORKLOADS } from "../../stacks/workloads";
import { recordResources } from "../support/recorded-resources";
import { committedEnvironment } from "../support/stack-file";
import { canConnect, type Pod, policiesAmong } from "./reachability";

const OUTSIDERS: readonly Pod[] = [
  { namespace: "default", labels: { "app.kubernetes.io/name": "svc-identity" } },
  { namespace: "kube-system", labels: { "app.kubernetes.io/name": "metrics-server" } },
];
const TRAEFIK: Pod = { namespace: "kube-system", labels: { "app.kubernetes.io/name": "traefik" } };
const CORE_DNS: Pod = { namespace: "kube-system", labels: { "k8s-app": "kube-dns" } };
const PORTS = [
  ...new Set([22, 53, 80, 443, 6443, ...WORKLOAD_NAMES.flatMap((name) => Object.values(WORKLOADS[name].ports))]),
];

function podOf(workload: WorkloadName, environment: "mainnet" | "testnet"): Pod | undefined {
  const { namespaces } = committedEnvironment(environment);
  const namespace = namespaces[WORKLOADS[workload].purpose]?.name;
  return namespace === undefined ? undefined : { namespace, labels: { "app.kubernetes.io/name": workload } };
}

describe.each(["mainnet", "testnet"] as const)("%s", (environment) => {
  let policies: ReturnType<typeof policiesAmong>;
  const pods = WORKLOAD_NAMES.flatMap((name) => {
    const pod = podOf(name, environment);
    return pod ? [{ name, pod }] : [];
  });

  beforeAll(async () => {
    const { resources } = await recordResources(() => deploy(committedEnvironment(environment), "kubeconfig"));
    policies = policiesAmong(resources);
  });

  it("has a policy for more than forty gates", () => {
    expect(policies.length).toBeGreaterThan(40);
  });

  it("opens every declared flow and nothing else", () => {
    const declared = new Set(flowsOf().map(({ from, to, port }) => `${from} → ${to}:${port}`));
    const wrong: string[] = [];
    let open = 0;
    for (const from of pods) {
      for (const to of pods) {
        for (const port of PORTS) {
          const flow = `${from.name} → ${to.name}:${port}`;
          const connects = canConnect(policies, from.pod, to.pod, port);
          if (connects) open++;
          if (connects !== declared.has(flow)) wrong.push(`${flow} is ${connects ? "open" : "closed"}`);
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(open).toBeGreaterThan(100);
  });

  it("lets every pod ask CoreDNS over UDP and TCP, and nothing else there", () => {
    for (const { name, pod } of pods) {
      const answers = [canConnect(policies, pod, CORE_DNS, 53, "UDP"), canConnect(policies, pod, CORE_DNS, 53)];
      expect([name, ...answers, canConnect(policies, pod, CORE_DNS, 9153)]).toEqual([name, true, true, false]);
    }
  });

  it("lets nobody in from other namespaces but the ingress, and that only to the APIs", () => {
    for (const { name, pod } of pods) {
      for (const port of PORTS) {
        for (const outsider of OUTSIDERS)
          expect([name, port, canConnect(policies, outsider, pod, port)]).toEqual([name, port, false]);
        const isApi = WORKLOADS[name].component === "api" && port === WORKLOADS["svc-admin"].ports.http;
        expect([name, port, canConnect(policies, TRAEFIK, pod, port)]).toEqual([name, port, isApi]);
      }
    }
  });

  it("is closed to the other environment, both ways", () => {
    const other = environment === "mainnet" ? "testnet" : "mainnet";
    for (const { pod } of pods) {
      for (const stranger of WORKLOAD_NAMES.flatMap((name) => podOf(name, other) ?? [])) {
        for (const port of PORTS) {
          expect(canConnect(policies, pod, stranger, port) || canConnect(policies, stranger, pod, port)).toBe(false);
        }
      }
    }
  });
});

it("would notice a missing policy: without default deny everything is open", () => {
  expect(canConnect([], TRAEFIK, CORE_DNS, 22)).toBe(true);
});
