/**
 * What the program refuses before it touches anything, run by the real engine against a real API server: one clear
 * message with field, value and remedy, no stack trace, a non-zero exit and an unchanged cluster.
 */
import { writeFileSync } from "node:fs";
import * as path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { parse, stringify } from "yaml";
import type { SettingChanges } from "../../lab/stack-overlay";
import { outputOf, refusalOf } from "../support/deployed";
import { startTestLab, type TestLab } from "../support/test-lab";

const TIMEOUT_MS = 900_000;
const UP = ["up", "--yes", "--skip-preview"];
const RESOURCES = {
  cpuRequestMillicores: 100,
  cpuLimitMillicores: 500,
  memoryRequestMebibytes: 192,
  memoryLimitMebibytes: 384,
};
const OTHER_CLUSTER = "11111111-2222-4333-8444-555555555555";

let test: TestLab;

beforeAll(async () => void (test = await startTestLab("refusals")), TIMEOUT_MS);
afterAll(() => test.dispose(), TIMEOUT_MS);

/** Names and versions of what a deployment of ours would create first. Of what it would patch, nothing may be ours yet. */
async function clusterState(): Promise<string> {
  const columns = "--output=custom-columns=:kind,:metadata.name,:metadata.resourceVersion";
  return test.kubectl.run([
    "get",
    "namespaces,priorityclasses,storageclasses,networkpolicies",
    "--all-namespaces",
    columns,
  ]);
}

/** Runs `up` with changed settings; it must be refused without a trace of our code and without a change in the cluster. */
async function refusal(changes: SettingChanges): Promise<string> {
  const before = await clusterState();
  const output = await refusalOf(await test.stack("mainnet", changes), UP);
  expect(output).not.toMatch(/^\s+at .*\.[jt]s:\d+/m);
  expect(output).not.toContain("unhandled");
  expect(await clusterState()).toBe(before);
  return output;
}

/** Writes a copy of the lab's kubeconfig whose server is `server`. */
function kubeconfigTo(server: string): string {
  const file = path.join(test.lab.folder, "elsewhere.kubeconfig");
  const config = parse(test.kubeconfigText()) as { clusters: { cluster: { server: string } }[] };
  config.clusters[0]!.cluster.server = server;
  writeFileSync(file, stringify(config));
  return file;
}

describe("a deployment is refused", () => {
  it.each<[string, () => SettingChanges, string]>([
    [
      "without a kubeconfig",
      () => ({ kubeconfig: undefined }),
      "gx:kubeconfig is missing: give the path of the cluster's kubeconfig: pulumi config set gx:kubeconfig PATH",
    ],
    [
      "with a kubeconfig that isn't there",
      () => ({ kubeconfig: "nowhere.yaml" }),
      'gx:kubeconfig is "nowhere.yaml": no such file',
    ],
    [
      "with a kubeconfig that is none",
      () => ({ kubeconfig: "package.json" }),
      'gx:kubeContext is "gx-lab": package.json has no context',
    ],
    ["without a context", () => ({ kubeContext: undefined }), "gx:kubeContext is missing"],
    ["with a context that the kubeconfig lacks", () => ({ kubeContext: "prod" }), 'gx:kubeContext is "prod"'],
    [
      "to a cluster that is not the declared one",
      () => ({ clusterIdentity: OTHER_CLUSTER }),
      `gx:clusterIdentity is "${OTHER_CLUSTER}": context gx-lab of`,
    ],
    [
      "to a cluster that doesn't answer",
      () => ({ kubeconfig: kubeconfigTo("https://127.0.0.1:1") }),
      "its cluster https://127.0.0.1:1 can't be read: connect ECONNREFUSED 127.0.0.1:1; start the cluster or correct the kubeconfig",
    ],
    ["over plain HTTP", () => ({ kubeconfig: kubeconfigTo("http://127.0.0.1:1") }), "only https is used"],
    ["with a misspelt setting", () => ({ servces: {} }), "gx:servces is {}: no such setting; did you mean services?"],
    [
      "with a denied image",
      () => ({ services: { resources: RESOURCES, "svc-identity": { replicas: 1, imageTag: "2.1.0" } } }),
      "docker.io/gx-protocol/svc-identity:2.1.0 must not run",
    ],
    [
      "with an init server that doesn't exist",
      () => ({ cluster: { initServer: "VPS-7", coreDnsReplicas: 3 } }),
      'gx:cluster.initServer is "VPS-7": must be the K3s init server',
    ],
  ])(
    "%s",
    async (_what, changes, message) => {
      expect(await refusal(changes())).toContain(message);
    },
    TIMEOUT_MS,
  );

  it(
    "over a namespace of the same name that isn't ours, which keeps its content",
    async () => {
      await test.kubectl.run(["create", "namespace", "fabric"]);
      await test.kubectl.run(["create", "configmap", "theirs", "--namespace=fabric", "--from-literal=key=value"]);
      const output = await refusal({});
      expect(output).toContain(
        'Namespace fabric is "owned by no stack of ours": it exists already and would be overwritten',
      );
      expect(output).toContain('list "Namespace fabric" under gx:adopt to take it over');
      await test.kubectl.run(["get", "configmap", "theirs", "--namespace=fabric"]);
    },
    TIMEOUT_MS,
  );
});

describe("a foreign namespace", () => {
  it(
    "is taken over when the change asks for it, with what is in it",
    async () => {
      const stack = await test.stack("mainnet", { adopt: ["Namespace fabric"] });
      expect(await outputOf(stack, UP)).toContain("created");
      const labels = await test.kubectl.run(["get", "namespace", "fabric", "--output=jsonpath={.metadata.labels}"]);
      expect(labels).toContain('"gxcoin.money/owner-stack":"mainnet"');
      await test.kubectl.run(["get", "configmap", "theirs", "--namespace=fabric"]);
    },
    TIMEOUT_MS,
  );
});

describe("a cluster that lost a declared node", () => {
  it(
    "is refused until the node is back or the inventory is corrected",
    async () => {
      await test.kubectl.run(["delete", "node", "srv1117946.hstgr.cloud"]);
      expect(await refusalOf(await test.stack("mainnet", {}), UP)).toContain(
        'servers.VPS-4.nodeName is "srv1117946.hstgr.cloud": the cluster has no such node',
      );
    },
    TIMEOUT_MS,
  );
});
