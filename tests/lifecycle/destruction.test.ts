/**
 * How the environments end: refused while things in them are protected, then without a trace, in both orders. Pods are
 * played, so nothing here shows how long a real pod takes to end.
 */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import type { EnvironmentName } from "../../components/shared/labels";
import { outputOf, ownedObjects } from "../support/deployed";
import { startTestLab, type TestLab } from "../support/test-lab";

const TIMEOUT_MS = 300_000;

let test: TestLab;

async function deploy(environment: EnvironmentName): Promise<void> {
  await outputOf(await test.stack(environment), ["up", "--yes", "--skip-preview"]);
}

async function unprotectAndDestroy(environment: EnvironmentName): Promise<void> {
  const stack = await test.stack(environment);
  const { exitCode, output } = await stack.state(["state", "unprotect", "--all", "--yes"]);
  if (exitCode !== 0) throw new Error(`unprotecting ${environment} failed:\n${output}`);
  await outputOf(stack, ["destroy", "--yes"]);
}

beforeAll(async () => {
  test = await startTestLab("destruction");
  for (const environment of ["mainnet", "testnet"] as const) await deploy(environment);
}, TIMEOUT_MS);
afterAll(() => test.dispose(), TIMEOUT_MS);

it.each<EnvironmentName>(["testnet", "mainnet"])(
  "the end of %s is refused while things in it are protected",
  async (environment) => {
    const before = await ownedObjects(test.kubectl, environment);
    const { exitCode, output } = await (await test.stack(environment)).program(["destroy", "--yes"], "captured");
    expect(exitCode).not.toBe(0);
    expect(output).toContain("protect");
    expect(await ownedObjects(test.kubectl, environment)).toEqual(before);
  },
  TIMEOUT_MS,
);

it(
  "the end comes for testnet first, then mainnet, and leaves nothing of ours",
  async () => {
    await unprotectAndDestroy("testnet");
    expect(await ownedObjects(test.kubectl, "testnet")).toEqual([]);
    expect((await ownedObjects(test.kubectl, "mainnet")).length).toBeGreaterThan(0);
    await unprotectAndDestroy("mainnet");
    expect(await ownedObjects(test.kubectl, "mainnet")).toEqual([]);
  },
  TIMEOUT_MS,
);

it("the end leaves what K3s brought: nodes with the labels they registered with, CoreDNS, the default storage class", async () => {
  const labels = await test.kubectl.run(["get", "nodes", "--output=jsonpath={.items[*].metadata.labels.node-id}"]);
  expect(labels.split(" ").sort()).toEqual(["vps1", "vps2", "vps3", "vps4"]);
  await test.kubectl.run(["get", "deployment", "coredns", "--namespace=kube-system"]);
  await test.kubectl.run(["get", "storageclass", "local-path"]);
});

it(
  "the end comes in the other order too: mainnet first, then testnet",
  async () => {
    for (const environment of ["mainnet", "testnet"] as const) await deploy(environment);
    await unprotectAndDestroy("mainnet");
    expect((await ownedObjects(test.kubectl, "testnet")).length).toBeGreaterThan(0);
    await unprotectAndDestroy("testnet");
    const left = await Promise.all((["mainnet", "testnet"] as const).map((name) => ownedObjects(test.kubectl, name)));
    expect(left.flat()).toEqual([]);
  },
  TIMEOUT_MS,
);
