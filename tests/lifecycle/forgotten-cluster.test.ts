/**
 * That a stack whose cluster is gone is deployed to another one as docs/runbooks/complete-loss.md has it: taken for deployed as long as its
 * state has the objects of the lost cluster, then made anew with every password, key and certificate that it had, without anything that would write to the
 * database before it has its data, and with it at last. A real engine and real API servers; pods are played. How data come back is in
 * tests/backup/complete-loss.test.ts.
 */
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { afterAll, beforeAll, expect, it, jest } from "@jest/globals";
import { WITH_POLICIES } from "../../lab/deploy";
import { type LabStack, stateFolder } from "../../lab/lab-stack";
import { outputOf } from "../support/deployed";
import { startTestLab, type TestLab } from "../support/test-lab";

jest.setTimeout(1_800_000);

/** What the runbook has jq take out of the state. */
const OF_CLUSTER = /^(kubernetes:|pulumi:providers:kubernetes$)/;
const UP = ["up", "--yes", "--skip-preview"];
/** Without what writes to the database; and without policies, which would judge what is left out, of which the engine tells them nothing. */
const WITHOUT_SERVICES = ["--exclude", "**$kubernetes:apps/v1:Deployment::**", "--exclude-dependents"];
const IN_NAMESPACE = "--namespace=backend-mainnet";

interface Exported {
  readonly deployment: { readonly resources: readonly { readonly type: string; readonly dependencies?: object }[] };
}

/** The contents of all Secrets that a lab's backend has, by name. */
async function secrets({ kubectl }: TestLab): Promise<ReadonlyMap<string, object>> {
  const { items } = await kubectl.get<{
    readonly items: readonly { readonly metadata: { readonly name: string }; readonly data: object }[];
  }>("secrets", IN_NAMESPACE);
  return new Map(items.map(({ metadata, data }) => [metadata.name, data]));
}

/** What a stack's state has, taken out and put back by commands of the engine's own. */
async function forgetCluster(stack: LabStack, folder: string): Promise<void> {
  const file = path.join(folder, "state.json");
  const engine = async (...args: readonly string[]) => {
    const { exitCode, output } = await stack.state(args);
    if (exitCode !== 0) throw new Error(`${args.join(" ")}:\n${output}`);
  };
  await engine("stack", "export", "--file", file);
  const exported = JSON.parse(readFileSync(file, "utf8")) as Exported;
  const resources = exported.deployment.resources
    .filter(({ type }) => !OF_CLUSTER.test(type))
    .map((resource) => ({ ...resource, dependencies: undefined }));
  writeFileSync(file, JSON.stringify({ ...exported, deployment: { ...exported.deployment, resources } }));
  await engine("stack", "import", "--file", file);
}

let lost: ReadonlyMap<string, object>;
let test: TestLab;

beforeAll(async () => {
  const before = await startTestLab("lost-cluster");
  try {
    test = await startTestLab("forgotten-cluster");
    await outputOf(await before.stack("mainnet"), UP);
    lost = await secrets(before);
    const [from, to] = [before.lab.folder, test.lab.folder];
    cpSync(stateFolder({ folder: from }), stateFolder({ folder: to }), { recursive: true });
    for (const kept of ["passphrase", "stacks"])
      cpSync(path.join(from, kept), path.join(to, kept), { recursive: true });
  } finally {
    await before.dispose();
  }
});
afterAll(() => test?.dispose());

it("is taken for deployed while the state has the objects of the lost cluster: an update would make none of them", async () => {
  const output = await outputOf(await test.stack("mainnet"), ["preview"]);
  expect(output).toMatch(/\d+ unchanged/);
  expect(output).not.toMatch(/to create/);
});

const named = async (kind: string) => (await test.kubectl.run(["get", kind, IN_NAMESPACE, "--output=name"])).trim();

it("is made anew once the state has forgotten them, with every secret that it had, and without services", async () => {
  const stack = await test.stack("mainnet");
  await forgetCluster(stack, test.lab.folder);
  await outputOf(stack, [...UP, ...WITHOUT_SERVICES]);
  expect(lost.size).toBeGreaterThan(0);
  expect(await secrets(test)).toEqual(lost);
  expect(await named("statefulsets")).toContain("postgres");
  expect(await named("deployments")).toBe("");
});

it("has the job run again that gives privileges, still without services", async () => {
  const selector = "--selector=app.kubernetes.io/name=postgres-reconcile";
  await test.kubectl.run(["delete", "job", IN_NAMESPACE, selector]);
  await outputOf(await test.stack("mainnet"), [...UP, "--refresh", ...WITHOUT_SERVICES]);
  expect(await named("jobs")).toContain("postgres-reconcile");
  expect(await named("deployments")).toBe("");
});

it("has its services at last, and nothing is left to do", async () => {
  const stack = await test.stack("mainnet");
  await outputOf(stack, [...UP, ...WITH_POLICIES]);
  expect(await named("deployments")).toContain("svc-admin");
  expect(await secrets(test)).toEqual(lost);
  await outputOf(stack, ["preview", "--expect-no-changes"]);
});
