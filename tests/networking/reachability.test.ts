/**
 * Every pair of workloads on every port: open exactly where a flow is declared. Both environments, with a system besides
 * that calls and is called, judged from the rendered policies by a second implementation. Does not prove that a cluster
 * enforces policies; that takes real nodes: `npm run drill -- reachability`.
 */
import { beforeAll, describe, expect, it } from "@jest/globals";
import { ENVIRONMENT_NAMES } from "../../components/shared/environments";
import type { EnvironmentName } from "../../components/shared/labels";
import { CATALOGUE } from "../../components/services/catalogue";
import { deploy } from "../../stacks/deploy";
import { workloadsOf } from "../../stacks/environment";
import { flowsOf } from "../../stacks/flows";
import type { Workload } from "../../stacks/workload";
import { recordResources } from "../support/recorded-resources";
import { environmentWith } from "../support/systems";
import { ledger } from "../systems/ledger/system";
import { canConnect, type Pod, policiesAmong } from "../../ops/picture/reachability";

const OUTSIDERS: readonly Pod[] = [
  { namespace: "default", labels: { "app.kubernetes.io/name": "svc-identity" } },
  { namespace: "kube-system", labels: { "app.kubernetes.io/name": "metrics-server" } },
];
const TRAEFIK: Pod = { namespace: "kube-system", labels: { "app.kubernetes.io/name": "traefik" } };
const CORE_DNS: Pod = { namespace: "kube-system", labels: { "k8s-app": "kube-dns" } };

const environmentOf = (name: EnvironmentName) => environmentWith(name, [ledger], { ledger: { replicas: 1 } });
const PORTS = [
  ...new Set([
    ...[22, 53, 80, 443, 6443],
    ...workloadsOf(environmentOf("mainnet")).flatMap(({ ports }) => Object.values(ports)),
  ]),
];

function podsOf(name: EnvironmentName): readonly { readonly workload: Workload; readonly pod: Pod }[] {
  const environment = environmentOf(name);
  return workloadsOf(environment).map((workload) => ({
    workload,
    pod: {
      namespace: environment.namespaces[workload.namespace]!.name,
      labels: { "app.kubernetes.io/name": workload.name },
    },
  }));
}

describe.each(ENVIRONMENT_NAMES)("%s", (environment) => {
  let policies: ReturnType<typeof policiesAmong>;
  const pods = podsOf(environment);

  beforeAll(async () => {
    const { resources } = await recordResources(() => deploy(environmentOf(environment), "kubeconfig"));
    policies = policiesAmong(resources);
  });

  it("opens every declared flow and nothing else", () => {
    const flows = flowsOf(pods.map(({ workload }) => workload));
    const declared = new Set(flows.map(({ from, to, port }) => `${from} → ${to}:${port}`));
    const wrong: string[] = [];
    const open: string[] = [];
    for (const { workload: from, pod: caller } of pods) {
      for (const { workload: to, pod: callee } of pods) {
        for (const port of PORTS) {
          const flow = `${from.name} → ${to.name}:${port}`;
          const connects = canConnect(policies, caller, callee, port);
          if (connects) open.push(flow);
          if (connects !== declared.has(flow)) wrong.push(`${flow} is ${connects ? "open" : "closed"}`);
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(open.filter((flow) => flow.includes("ledger"))).toEqual([
      "svc-admin → ledger:5432",
      "ledger → svc-identity:3000",
      "ledger → ledger:7000",
    ]);
    expect(open.filter((flow) => flow.startsWith("postgres"))).toEqual([
      "postgres → objectstore:7070",
      "postgres → postgres:5432",
      "postgres → postgres:8008",
      "postgres-reconcile → postgres:5432",
      "postgres-reconcile → postgres:8008",
      "postgres-retire → postgres:5432",
      ...["start", "full", "differential"].flatMap((job) => [
        `postgres-backup-${job} → objectstore:7070`,
        `postgres-backup-${job} → postgres:8432`,
      ]),
      "postgres-restore-test → objectstore:7070",
      "postgres-restore-test → postgres:5432",
      "postgres-dump → objectstore:7070",
      "postgres-dump → postgres:5432",
      "postgres-dump-test → objectstore:7070",
    ]);
    expect(open.filter((flow) => flow.startsWith("objects-dump"))).toEqual([
      "objects-dump → objectstore:7070",
      "objects-dump-test → objectstore:7070",
    ]);
    expect(open.filter((flow) => flow.startsWith("redis"))).toEqual([
      ...(environment === "mainnet" ? ["redis → redis:6379", "redis → redis:26379"] : []),
      "redis-dump → objectstore:7070",
      "redis-dump → redis:6379",
      "redis-dump-test → objectstore:7070",
    ]);
  });

  it("lets every service reach redis, and ask its Sentinels where there are any", () => {
    const services = pods.filter(({ workload }) => ["api", "worker"].includes(workload.component));
    const redis = pods.find(({ workload }) => workload.name === "redis")!.pod;
    expect(services).toHaveLength(Object.keys(CATALOGUE).length);
    for (const { workload, pod } of services) {
      const reached = [6379, 26_379, 9121].map((port) => canConnect(policies, pod, redis, port));
      expect([workload.name, ...reached]).toEqual([workload.name, true, environment === "mainnet", false]);
    }
  });

  it("has no policy for what isn't there", () => {
    const names = new Set(pods.map(({ workload }) => workload.name));
    const named = JSON.stringify(policies).match(/"app.kubernetes.io\/name":"[^"]+"/g) ?? [];
    expect(named.filter((text) => !names.has(text.split('"')[3]!))).toEqual([]);
    expect(named.length).toBeGreaterThan(5);
  });

  it("lets every pod ask CoreDNS over UDP and TCP, and nothing else there", () => {
    for (const { workload, pod } of pods) {
      const answers = [canConnect(policies, pod, CORE_DNS, 53, "UDP"), canConnect(policies, pod, CORE_DNS, 53)];
      expect([workload.name, ...answers, canConnect(policies, pod, CORE_DNS, 9153)]).toEqual([
        ...[workload.name, true, true, false],
      ]);
    }
  });

  it("lets nobody in from other namespaces but the ingress, and that only to the APIs", () => {
    for (const { workload, pod } of pods) {
      for (const port of PORTS) {
        for (const outsider of OUTSIDERS)
          expect([workload.name, port, canConnect(policies, outsider, pod, port)]).toEqual([
            workload.name,
            port,
            false,
          ]);
        const isApi = workload.component === "api" && port === workload.ports.http;
        expect([workload.name, port, canConnect(policies, TRAEFIK, pod, port)]).toEqual([workload.name, port, isApi]);
      }
    }
  });

  it("is closed to the other environments, both ways", () => {
    for (const other of ENVIRONMENT_NAMES.filter((name) => name !== environment)) {
      for (const { pod } of pods) {
        for (const { pod: stranger } of podsOf(other)) {
          for (const port of PORTS) {
            expect(canConnect(policies, pod, stranger, port) || canConnect(policies, stranger, pod, port)).toBe(false);
          }
        }
      }
    }
  });
});

it("would notice a missing policy: without default deny everything is open", () => {
  expect(canConnect([], TRAEFIK, CORE_DNS, 22)).toBe(true);
});
