/**
 * How the report reads and what it exits with. What the program declares is its own; what stands is made up. A real cluster is
 * compared in tests/lifecycle/adoption.test.ts.
 */
import { beforeAll, describe, expect, it } from "@jest/globals";
import type { Trial } from "../../stacks/preflight/cluster-reader";
import { fakeCluster, type FakeObject } from "../../tests/support/fake-cluster";
import { committedEnvironment } from "../../tests/support/stack-file";
import { managedBy } from "../drift/testing";
import { type DeclaredProgram, declaredProgram } from "./declared-program";
import { runningPods } from "./namespace-pods";
import { adoptionText, exitCodeOfAdoption } from "./report";
import { identitiesOf, survey } from "./survey";

const environment = committedEnvironment("mainnet");
let declared: DeclaredProgram;
beforeAll(async () => {
  declared = await declaredProgram(environment);
});

const priorityClass = { apiVersion: "scheduling.k8s.io/v1", kind: "PriorityClass", namespace: undefined };
const conflict: Trial = {
  outcome: "conflict",
  objections: [{ field: ".description", message: 'conflict with "kubectl-create"' }],
};
const OBJECTS: readonly FakeObject[] = [
  { apiVersion: "v1", kind: "Namespace", namespace: undefined, name: "fabric" },
  {
    ...{ apiVersion: "v1", kind: "Service", namespace: "backend-mainnet", name: "svc-tax" },
    labels: { "gxcoin.money/owner-stack": "mainnet" },
    fields: {
      metadata: { managedFields: [managedBy("kubectl-create", { "f:spec": { "f:externalName": {}, "f:type": {} } })] },
      spec: { externalName: "x", type: "ClusterIP" },
    },
  },
  {
    ...{ ...priorityClass, name: "gx-testnet" },
    fields: { description: "theirs" },
    trial: (force) => (force ? { outcome: "applied", object: { description: "ours" }, warnings: [] } : conflict),
  },
];

async function report(adopt: readonly string[] = [], adoptByForce: readonly string[] = []) {
  const surveyed = await survey({ ...environment, adopt, adoptByForce }, declared, fakeCluster(OBJECTS));
  const text = adoptionText({ stack: "mainnet", surveyed, unknown: ["`Pod fabric/by-hand`: not declared"], pods: [] });
  return { surveyed, text, code: exitCodeOfAdoption({ surveyed }) };
}

describe("what the program declares", () => {
  it("is known without an engine, and nothing that only an update makes", () => {
    expect(identitiesOf(declared)).toContain("apps/StatefulSet backend-mainnet/postgres");
    expect(declared.patched.map(({ object }) => object.kind)).toContain("Node");
    expect(JSON.stringify(declared.objects)).not.toMatch(/PRIVATE KEY|SCRAM-SHA-256/);
  });
});

describe("the report", () => {
  it("lists each object by how it stands, and what to list for adoption", async () => {
    const { text, code } = await report();
    expect(code).toBe(1);
    expect(text).toMatch(/^mainnet: \d+ objects declared: \d+ absent, 0 same, 2 different, 1 in the way; 1 unknown\./);
    expect(text).toContain(
      '- PriorityClass gx-testnet\n    description: "theirs" → "ours" (live → declared): conflict',
    );
    expect(text).toContain("- Namespace fabric\n");
    expect(text).toContain("- `Pod fabric/by-hand`: not declared");
    expect(text).toContain("  gx:adopt:\n    - Namespace fabric\n    - PriorityClass gx-testnet by force\n");
  });

  it("exits 0 once all that stands is listed, and what conflicts by force", async () => {
    const listed = ["Namespace fabric", "PriorityClass gx-testnet"];
    expect((await report(listed)).code).toBe(1);
    const { text, code } = await report(listed, ["PriorityClass gx-testnet"]);
    expect(code).toBe(0);
    expect(text).not.toContain("gx:adopt");
    expect(text).toContain("3 different, 0 in the way");
  });
});

describe("running pods", () => {
  const container = (resources: object) => ({ name: "main", resources });
  const pod = (name: string, resources: object, phase = "Running") => ({
    ...{ metadata: { name }, status: { phase } },
    spec: { containers: [container(resources)] },
  });
  const items = [
    pod("db-0", { requests: { cpu: "2", memory: "1Gi" }, limits: { memory: "1Gi" } }),
    pod("db-1", {}),
    pod("done", {}, "Succeeded"),
  ];
  const quota = { cpuRequestMillicores: 1500, memoryRequestMebibytes: 1024, memoryLimitMebibytes: 2048, pods: 1 };

  it("are named where they state nothing, are beyond the quota, or wouldn't be admitted", async () => {
    const warnings = ['existing pods in namespace "fabric" violate the new PodSecurity enforce level'];
    const trial = (): Trial => ({ outcome: "applied", object: {}, warnings });
    const cluster = fakeCluster([{ ...OBJECTS[0]!, trial }]);
    const get = async <Answer>() => ({ items }) as Answer;
    expect(await runningPods("fabric", quota, cluster, get)).toEqual({
      namespace: "fabric",
      violations: warnings,
      unlimited: ["db-1 (main: requests.cpu, main: requests.memory, main: limits.memory)"],
      beyondQuota: ["requests.cpu: 2000m of 1500m", "pods: 2 of 1"],
    });
  });
});
