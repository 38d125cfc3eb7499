/** What the pod that reads the servers' files may do, and where. That a pod like it is admitted and reads them is shown by the tests of real processes. */
import { beforeAll, describe, expect, it } from "@jest/globals";
import type * as k8s from "@pulumi/kubernetes";
import { named as namedIn, recordEnvironment } from "../../../tests/support/recorded-environment";
import type { RecordedResource } from "../../../tests/support/recorded-resources";
import { DUMP } from "./dump-source";

type PodSpec = Readonly<
  Record<"initContainers" | "containers", readonly k8s.types.output.core.v1.Container[]> &
    Pick<k8s.types.output.core.v1.PodSpec, "volumes" | "hostNetwork" | "hostPID" | "hostIPC">
>;
interface CronJob {
  readonly metadata: { readonly namespace: string; readonly annotations: Readonly<Record<string, string>> };
  readonly spec: { readonly jobTemplate: { readonly spec: { readonly template: { readonly spec: PodSpec } } } };
}

let resources: readonly RecordedResource[];
beforeAll(async () => void ({ resources } = await recordEnvironment("mainnet")));

const cronJob = (name: string) => namedIn(resources, `${name}-cronjob`).inputs as unknown as CronJob;
const podOf = (name: string) => cronJob(name).spec.jobTemplate.spec.template.spec;
const hostPaths = ({ volumes = [] }: PodSpec) => volumes.filter(({ hostPath }) => hostPath !== undefined);

describe("what dumps etcd", () => {
  it("mounts the snapshots, the token and the encryption configuration, to be read, and nothing else of the server", () => {
    const pod = podOf(DUMP);
    const server = "/var/lib/rancher/k3s/server";
    expect(hostPaths(pod).map(({ name, hostPath }) => [name, hostPath])).toEqual([
      ["snapshots", { path: `${server}/db/snapshots`, type: "Directory" }],
      ["token", { path: `${server}/token`, type: "File" }],
      ["encryption-config", { path: `${server}/encryption-config.yaml`, type: "File" }],
    ]);
    const names = hostPaths(pod).map(({ name }) => name);
    const mounting = [...pod.initContainers, ...pod.containers].flatMap(({ name, volumeMounts }) =>
      volumeMounts.filter((mount) => names.includes(mount.name)).map(({ readOnly }) => [name, readOnly]),
    );
    expect(mounting).toEqual([
      ["dump", true],
      ["dump", true],
      ["dump", true],
    ]);
  });

  it("reads them as root without a capability, in one container, which has no key of the store", () => {
    const { initContainers, containers, hostNetwork, hostPID, hostIPC } = podOf(DUMP);
    expect(initContainers.map(({ securityContext }) => securityContext)).toEqual([
      {
        runAsUser: 0,
        runAsNonRoot: false,
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
      },
    ]);
    expect(containers.map(({ securityContext }) => securityContext.runAsUser)).toEqual([undefined]);
    expect([hostNetwork, hostPID, hostIPC]).toEqual([undefined, undefined, undefined]);
  });

  it("is excepted from the rule by name, with a reason and a last day, as its namespace is", () => {
    const rule = "gxcoin.money/exception.restricted-pod-security";
    const namespace = namedIn(resources, "hosts").inputs as unknown as Pick<CronJob, "metadata">;
    for (const { metadata } of [cronJob(DUMP), namespace]) {
      expect(metadata.annotations[rule]).toContain("root's alone");
      expect(metadata.annotations[`${rule}-expires`]).toMatch(/^\d{4}-\d\d-\d\d$/);
    }
  });
});

it("comes after the rules by which the API server admits it, which nobody can delete unasked", () => {
  const rules = ["gx-host-files-policy", "gx-host-files-binding"].map((name) => namedIn(resources, name));
  expect(rules.map(({ protect }) => protect)).toEqual([true, true]);
  expect(rules[0]!.inputs).toMatchObject({
    spec: {
      failurePolicy: "Fail",
      matchConstraints: { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "hosts" } } },
    },
  });
  expect(rules[1]!.inputs).toMatchObject({ spec: { policyName: "gx-host-files", validationActions: ["Deny"] } });
  const awaited = rules.map(({ type, name }) => `${type} ${name}`);
  for (const name of [DUMP, `${DUMP}-test`]) {
    expect(namedIn(resources, `${name}-cronjob`).dependsOn).toEqual(expect.arrayContaining(awaited));
  }
});

it("is proven by a pod that is as restricted as any, and mounts nothing of the server", () => {
  const test = `${DUMP}-test`;
  expect(cronJob(test).metadata.namespace).toBe("hosts");
  expect(Object.keys(cronJob(test).metadata.annotations).filter((key) => key.includes("exception"))).toEqual([]);
  expect(hostPaths(podOf(test))).toEqual([]);
});

it("is the only thing in its namespace that runs", () => {
  const inHosts = resources.filter(
    ({ type, inputs }) =>
      /:(CronJob|Job|Deployment|StatefulSet|DaemonSet)$/.test(type) &&
      (inputs as unknown as CronJob).metadata.namespace === "hosts",
  );
  expect(inHosts.map(({ name }) => name)).toEqual([`${DUMP}-cronjob`, `${DUMP}-test-cronjob`]);
});
